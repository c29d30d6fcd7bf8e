using AgentMemory.Core;

namespace AgentMemory.Games.Play;

/// <summary>A game with the learner's seat and the others' ways of playing: all that an episode needs but its seed.</summary>
public sealed record GameTable
{
    private const int MovesOnStackMax = 256;

    public required IGame Game { get; init; }

    /// <summary>The learner's seat.</summary>
    public required int Seat { get; init; }

    /// <summary>One for every seat; the learner's own entry is not used in its episodes.</summary>
    public required IReadOnlyList<IPolicy> Policies { get; init; }

    /// <summary>Where its plays start: where the game does, unless only some of the game's starts are meant.</summary>
    public IPosition Start
    {
        get => field ?? Game.Start;
        init;
    }

    /// <summary>Told all that happens, in order; null where nobody needs to be.</summary>
    public Action<Happening>? Witness { get; init; }

    /// <summary>
    /// True where the learner is asked. A seat that has one move while others or chance choose is not asked; its move is
    /// made. Where a game hides information, whether others choose is not for the seat to know: there it is asked exactly
    /// where it has a choice, and its moves are the same in all positions that it cannot tell apart (see <see cref="IGame"/>).
    /// </summary>
    public bool Asks(IPosition position)
    {
        var own = position.MoveCount(Seat);
        if (own != 1 || Game.HidesInformation)
        {
            return own > 1;
        }

        if (position.IsChanceChoosing)
        {
            return false;
        }

        for (var seat = 0; seat < Game.Roles.Count; seat++)
        {
            if (seat != Seat && position.MoveCount(seat) > 1)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Plays chance and the other seats on, until the learner is asked or the game is over.</summary>
    public (IPosition Position, IReadOnlyList<Happening> Since) Advance(
        IPosition position, IReadOnlyList<Happening> since, Rng rng)
    {
        if (position.Phase == Phase.Over || (position.Phase == Phase.Moves && Asks(position)))
        {
            return (position, since);
        }

        var happenings = new List<Happening>(since);
        while (position.Phase == Phase.Chance || (position.Phase == Phase.Moves && !Asks(position)))
        {
            Happening happening;
            if (position.Phase == Phase.Chance)
            {
                happening = Draw(position, rng);
                Witness?.Invoke(happening);
            }
            else
            {
                happening = Play(position, -1, rng);
            }

            happenings.Add(happening);
            position = happening.After;
        }

        return (position, happenings);
    }

    /// <summary>One move of every seat that moves: the learner's as given (-1 when it is not asked), the others' drawn.</summary>
    public Happening Play(IPosition position, int ownMove, Rng rng)
    {
        var moves = new int[Game.Roles.Count];
        for (var seat = 0; seat < moves.Length; seat++)
        {
            var count = position.MoveCount(seat);
            moves[seat] = count == 0 ? -1 : seat == Seat ? Math.Max(ownMove, 0) : Choose(position, seat, count, rng);
        }

        var happening = new Happening(position, moves, -1, position.After(moves));
        Witness?.Invoke(happening);
        return happening;
    }

    /// <summary>All that may happen next, as chance and the others play, given the learner's move where it has one.</summary>
    public IEnumerable<Happening> Followers(IPosition position, int ownMove) =>
        WeighedFollowers(position, ownMove).Select(follower => follower.Happening);

    /// <summary>As <see cref="Followers"/>, each with its probability, which is never 0.</summary>
    public IEnumerable<(double Probability, Happening Happening)> WeighedFollowers(IPosition position, int ownMove)
    {
        for (var outcome = 0; outcome < position.ChanceCount; outcome++)
        {
            yield return (position.ChanceProbability(outcome), new Happening(position, [], outcome, position.AfterChance(outcome)));
        }

        if (position.Phase != Phase.Moves)
        {
            yield break;
        }

        var choices = Game.Roles.Select((_, seat) => Possible(position, seat, ownMove)).ToList();
        var total = choices.Aggregate(1L, (all, moves) => all * moves.Count);
        for (var i = 0L; i < total; i++)
        {
            var moves = new int[choices.Count];
            var (rest, probability) = (i, 1.0);
            for (var seat = 0; seat < moves.Length; seat++)
            {
                (rest, var at) = Math.DivRem(rest, choices[seat].Count);
                (moves[seat], var chance) = choices[seat][(int)at];
                probability *= chance;
            }

            yield return (probability, new Happening(position, moves, -1, position.After(moves)));
        }
    }

    /// <summary>What chance decides.</summary>
    public static Happening Draw(IPosition position, Rng rng)
    {
        var outcome = DrawWeighted(position, rng);
        return new Happening(position, [], outcome, position.AfterChance(outcome));
    }

    private int Choose(IPosition position, int seat, int count, Rng rng)
    {
        if (count == 1)
        {
            return 0;
        }

        Span<double> weights = count <= MovesOnStackMax ? stackalloc double[count] : new double[count];
        Policies[seat].Weigh(position, seat, weights);
        var point = rng.NextDouble();
        for (var move = 0; move < count; move++)
        {
            point -= weights[move];
            if (point < 0)
            {
                return move;
            }
        }

        // Rounding may leave a crumb: it belongs to the last move that can be made at all.
        return weights.LastIndexOfAnyExcept(0.0);
    }

    private IReadOnlyList<(int Move, double Probability)> Possible(IPosition position, int seat, int ownMove)
    {
        var count = position.MoveCount(seat);
        if (count < 2 || seat == Seat)
        {
            return [(count == 0 ? -1 : seat == Seat ? ownMove : 0, 1)];
        }

        var weights = new double[count];
        Policies[seat].Weigh(position, seat, weights);
        return [.. Enumerable.Range(0, count).Where(move => weights[move] > 0).Select(move => (move, weights[move]))];
    }

    private static int DrawWeighted(IPosition position, Rng rng)
    {
        var point = rng.NextDouble();
        for (var i = 0; i < position.ChanceCount; i++)
        {
            point -= position.ChanceProbability(i);
            if (point < 0)
            {
                return i;
            }
        }

        return position.ChanceCount - 1;
    }
}
