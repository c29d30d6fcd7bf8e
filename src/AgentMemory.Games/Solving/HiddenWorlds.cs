using AgentMemory.Core.Tasks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>
/// The worlds that a rulebook leaves possible, all as likely beforehand, each solved, with the notes that tell them apart.
/// </summary>
public sealed class HiddenWorlds
{
    private readonly IReadOnlyList<GameTable> _tables;
    private readonly Lazy<IGameSolution>[] _solutions;
    private readonly IReadOnlyList<IReadOnlyList<string>> _notes;
    private readonly HashSet<string> _vocabulary;
    private readonly bool _othersTell;

    /// <summary>Worlds with all that is true of the hidden part in each, one line a fact, in order.</summary>
    /// <param name="tables">The worlds; they share the learner's seat.</param>
    /// <param name="solutions">Of each world.</param>
    /// <param name="notes">Of each world.</param>
    /// <param name="othersTell">The rulebook tells how the others play in each world, so that what they do says which it
    /// is; otherwise only what the rules make of moves does.</param>
    public HiddenWorlds(
        IReadOnlyList<GameTable> tables,
        IReadOnlyList<IGameSolution> solutions,
        IReadOnlyList<IReadOnlyList<string>> notes,
        bool othersTell = false)
        : this(tables, world => solutions[world], notes, othersTell)
    {
    }

    /// <summary>As above; a world is solved when it is first asked what moves are worth in it.</summary>
    public HiddenWorlds(
        IReadOnlyList<GameTable> tables,
        Func<int, IGameSolution> solve,
        IReadOnlyList<IReadOnlyList<string>> notes,
        bool othersTell = false)
    {
        _tables = tables;
        _solutions = [.. tables.Select((_, world) => new Lazy<IGameSolution>(() => solve(world)))];
        _notes = notes;
        _othersTell = othersTell;
        _vocabulary = [.. notes.SelectMany(n => n)];
    }

    public int Count => _tables.Count;

    /// <summary>The worlds as tables, all as likely.</summary>
    public IReadOnlyList<GameTable> Tables => _tables;

    /// <summary>What is reached without finding out anything; see <see cref="Closedness"/>.</summary>
    /// <param name="what">One plain line naming the hidden part.</param>
    /// <param name="cancellation">Stops the search.</param>
    public HiddenShare Share(string what, CancellationToken cancellation = default) =>
        Closedness.Share(what, _tables, [.. _solutions.Select(solution => solution.Value)], cancellation);

    /// <summary>How much of the hidden part plays tell.</summary>
    internal GameEvidence Evidence() =>
        new WorldsEvidence(_tables, [.. _notes.Select(notes => string.Join('\n', notes))], _othersTell);

    /// <summary>The facts on which all the possible worlds agree.</summary>
    public IReadOnlyList<string> NotesOf(Func<int, bool> isPossible)
    {
        IEnumerable<string>? common = null;
        for (var world = 0; world < Count; world++)
        {
            if (isPossible(world))
            {
                common = common is null ? _notes[world] : common.Intersect(_notes[world], StringComparer.Ordinal);
            }
        }

        return [.. common ?? []];
    }

    /// <summary>Whether one of the lines is a fact of other worlds and not of this one.</summary>
    public bool Contradicts(int world, HashSet<string> lines) =>
        lines.Any(line => _vocabulary.Contains(line) && !_notes[world].Contains(line));

    /// <summary>What the learner's moves are worth in a position, were this world the true one.</summary>
    public IReadOnlyList<double>? MoveValues(int world, IPosition position)
    {
        var there = Game(world).InWorld(position);
        return _solutions[world].Value switch
        {
            _ when there.Phase != Phase.Moves => null,
            GraphSolution graph when graph.Graph.NumberOf(there) >= 0 => graph.MoveValues(there),
            BeliefSolution beliefs => beliefs.MoveValues(Game(world), _tables[world].Seat, there),
            _ => null,
        };
    }

    /// <summary>How likely it is in a world to see what was seen of an episode, given the learner's moves; 0 where it cannot be.</summary>
    public double Likelihood(int world, IReadOnlyList<Happening> episode) => Game(world).HidesInformation
        ? Filtered(world, episode)
        : episode.Aggregate(1.0, (so, happening) => so == 0 ? 0 : so * Likelihood(world, happening));

    /// <summary>All positions are open: what happened could have happened or not, and others chose it with some probability.</summary>
    private double Likelihood(int world, Happening happening)
    {
        var game = Game(world);
        if (happening.Before is ChancePosition)
        {
            return 1;
        }

        var before = game.InWorld(happening.Before);
        if (happening.Moves.Count == 0)
        {
            // The same outcome may have another number, or stand for several, in another world.
            return Enumerable.Range(0, before.ChanceCount).Where(i => IsSeen(world, before.AfterChance(i), happening))
                .Sum(before.ChanceProbability);
        }

        return before.Phase == Phase.Moves
            && IsSeen(world, before.After([.. happening.Moves.Select(m => Math.Max(m, 0))]), happening)
            ? OthersChoose(world, before, happening)
            : 0;
    }

    /// <summary>
    /// Follows all that may have been hidden, each possibility with its probability, and keeps what agrees with what was
    /// seen (a forward filter). In a world as in truth the others' moves are seen.
    /// </summary>
    private double Filtered(int world, IReadOnlyList<Happening> episode)
    {
        List<(IPosition Position, double Weight)> possible = [(Game(world).Start, 1.0)];
        foreach (var happening in episode)
        {
            var next = new List<(IPosition, double)>();
            foreach (var (position, weight) in possible)
            {
                if (happening.Moves.Count > 0)
                {
                    var after = position.After([.. happening.Moves.Select(m => Math.Max(m, 0))]);
                    next.Add((after, IsSeen(world, after, happening) ? weight * OthersChoose(world, position, happening) : 0));
                }

                for (var outcome = 0; happening.Moves.Count == 0 && outcome < position.ChanceCount; outcome++)
                {
                    var after = position.AfterChance(outcome);
                    next.Add((after, IsSeen(world, after, happening) ? weight * position.ChanceProbability(outcome) : 0));
                }
            }

            possible = [.. next.Where(p => p.Item2 > 0)];
        }

        return possible.Sum(p => p.Weight);
    }

    /// <summary>Whether the learner would have been shown the same.</summary>
    private bool IsSeen(int world, IPosition result, Happening happening)
    {
        var (game, seat) = (Game(world), _tables[world].Seat);
        if (result.Phase != happening.After.Phase)
        {
            return false;
        }

        return Equals(game.Sight(result, seat), game.Sight(happening.After, seat))
            && (result.Phase != Phase.Over
                || (result.Score(seat) == happening.After.Score(seat) && Feedback(result) == Feedback(happening.After)));

        string Feedback(IPosition end) => game.Feedback(end, seat, [happening with { After = end }]);
    }

    private double OthersChoose(int world, IPosition before, Happening happening)
    {
        var probability = 1.0;
        for (var seat = 0; _othersTell && seat < happening.Moves.Count; seat++)
        {
            var count = before.MoveCount(seat);
            if (seat != _tables[world].Seat && count > 1)
            {
                var weights = new double[count];
                _tables[world].Policies[seat].Weigh(before, seat, weights);
                probability *= weights[happening.Moves[seat]];
            }
        }

        return probability;
    }

    private IWorldGame Game(int world) => (IWorldGame)_tables[world].Game;
}
