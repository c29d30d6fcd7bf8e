using System.Runtime.CompilerServices;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>
/// Best play for a seat that does not know in which of several worlds it is, or does not see all of the position: an
/// expectimax over beliefs. A belief is a list of positions, each in its world and with its weight: the prior times the
/// probability of all that chance and the others did. Exact; tables that tie are told apart by what the seat sees.
/// </summary>
public sealed class BeliefSolver
{
    private readonly IReadOnlyList<(GameTable Table, double Prior)> _worlds;
    private readonly int _seat;
    private readonly int _beliefsMax;
    private readonly Dictionary<Belief, double[]> _values = [];
    private readonly Dictionary<object, double[]> _moves = [];

    private readonly int _sign;
    private readonly CancellationToken _cancellation;
    private Func<bool> _isSpent;
    private Waiting _first = new(false);
    private bool _gaveUp;

    private BeliefSolver(
        IReadOnlyList<(GameTable Table, double Prior)> worlds, int beliefsMax, int sign, Func<bool>? isSpent, CancellationToken cancellation)
    {
        _sign = sign;
        _cancellation = cancellation;
        _isSpent = isSpent ?? (() => false);
        _worlds = worlds;
        _seat = worlds[0].Table.Seat;
        _beliefsMax = beliefsMax;
    }

    /// <summary>Mean score of the best policy.</summary>
    public double Value { get; private set; }

    /// <summary>How many beliefs were solved.</summary>
    public int Beliefs => _values.Count;

    /// <summary>Solves tables that share the learner's seat; their priors sum to 1.</summary>
    /// <param name="worlds">What may be true, each with how likely it is.</param>
    /// <param name="beliefsMax">The most beliefs.</param>
    /// <param name="isSpent">Says when so much work has been done that it is given up.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null when it is too large.</returns>
    public static BeliefSolver? Solve(
        IReadOnlyList<(GameTable Table, double Prior)> worlds,
        int beliefsMax,
        Func<bool>? isSpent = null,
        CancellationToken cancellation = default) => Solve(worlds, beliefsMax, 1, isSpent, cancellation);

    /// <summary>Mean score of the worst policy against a table's others: with the best, the range that play can change.</summary>
    public static double Worst(GameTable table, int beliefsMax, CancellationToken cancellation = default) =>
        -(Solve([(table, 1.0)], beliefsMax, -1, null, cancellation)?.Value
        ?? throw new ArgumentException("the game is too large", nameof(table)));

    private static BeliefSolver? Solve(
        IReadOnlyList<(GameTable Table, double Prior)> worlds, int beliefsMax, int sign, Func<bool>? isSpent, CancellationToken cancellation)
    {
        var solver = new BeliefSolver(worlds, beliefsMax, sign, isSpent, cancellation);
        solver._first = new Waiting(worlds[0].Table.Game.HidesInformation);
        var value = 0.0;
        for (var world = 0; world < worlds.Count; world++)
        {
            value += solver.Settle(world, worlds[world].Table.Start, worlds[world].Prior, solver._first);
        }

        solver.Value = value + solver.Best(solver._first);
        solver._isSpent = () => false;
        return solver._gaveUp ? null : solver;
    }

    /// <summary>What each move is worth at a sight; only where a sight holds all that was seen of the play.</summary>
    public double[]? MoveValues(object sight)
    {
        lock (_moves)
        {
            return _moves.GetValueOrDefault(sight);
        }
    }

    /// <summary>
    /// What each move is worth where the learner is asked; null where the play cannot come there against the table's others.
    /// </summary>
    public double[]? MoveValues(GameEpisode episode)
    {
        lock (_moves)
        {
            var sight = Sight(0, episode.Position);
            if (_moves.TryGetValue(sight, out var known))
            {
                return known;
            }

            // Plays that lead to one belief are solved once and under the first one's sights. Another is followed here.
            var waiting = _first;
            foreach (var happening in episode.Past.Where(h => h.Moves.Count > 0 && _worlds[0].Table.Asks(h.Before)))
            {
                if (!waiting.Sights.TryGetValue(Sight(0, happening.Before), out var before))
                {
                    return null;
                }

                (_, waiting) = After(before, happening.Moves[_seat]);
            }

            return waiting.Sights.TryGetValue(sight, out var now) && MovesOf(sight, now) is var moves && !_gaveUp
                ? moves
                : null;
        }
    }

    private object Sight(int world, IPosition position) => _worlds[world].Table.Game.Sight(position, _seat);

    private double Best(Waiting waiting)
    {
        var value = 0.0;
        foreach (var (sight, possible) in waiting.Sights)
        {
            value += MovesOf(sight, possible).Max() * possible.Weight;
        }

        return value;
    }

    /// <summary>Adds up what is over; files what waits for the learner under what it sees.</summary>
    private double Settle(int world, IPosition position, double weight, Waiting waiting)
    {
        _cancellation.ThrowIfCancellationRequested();
        var table = _worlds[world].Table;
        switch (position.Phase)
        {
            case Phase.Over:
                return _sign * weight * position.Score(_seat);
            case Phase.Chance:
                var mean = 0.0;
                for (var i = 0; i < position.ChanceCount; i++)
                {
                    mean += Settle(world, position.AfterChance(i), weight * position.ChanceProbability(i), waiting);
                }

                return mean;
            default:
                // A long game would overrun the call stack.
                _gaveUp |= _isSpent() || !RuntimeHelpers.TryEnsureSufficientExecutionStack();
                if (_gaveUp)
                {
                    return 0;
                }

                if (!table.Asks(position))
                {
                    return Others(world, position, 0, weight, waiting);
                }

                waiting.Add(Sight(world, position), new Possibility(world, position, Memories(table, position), weight));
                return 0;
        }
    }

    /// <summary>
    /// What the others remember, where they play by it: positions are equal whatever led to them. Null where nobody does.
    /// </summary>
    private object? Memories(GameTable table, IPosition position)
    {
        object? all = null;
        for (var seat = 0; seat < table.Policies.Count && table.Game.HidesInformation; seat++)
        {
            if (seat != _seat && table.Policies[seat] is not RandomPolicy)
            {
                all = (all, table.Game.Sight(position, seat));
            }
        }

        return all;
    }

    /// <summary>All that the other seats may do together with the learner's move.</summary>
    private double Others(
        int world, IPosition position, int ownMove, double weight, Waiting waiting)
    {
        var seats = _worlds[world].Table.Game.Roles.Count;
        var moves = new int[seats];
        moves[_seat] = ownMove;
        return Seat(0, weight);

        double Seat(int seat, double left)
        {
            if (seat == seats)
            {
                return Settle(world, position.After(moves), left, waiting);
            }

            var count = seat == _seat ? 1 : position.MoveCount(seat);
            if (count <= 1)
            {
                return Seat(seat + 1, left);
            }

            var weights = new double[count];
            _worlds[world].Table.Policies[seat].Weigh(position, seat, weights);
            var sum = 0.0;
            for (var move = 0; move < count; move++)
            {
                if (weights[move] > 0)
                {
                    moves[seat] = move;
                    sum += Seat(seat + 1, left * weights[move]);
                }
            }

            moves[seat] = 0;
            return sum;
        }
    }

    private double[] MovesOf(object sight, Possible possible)
    {
        var mass = possible.Weight;
        var belief = new Belief([.. possible.All.Select(
            p => (p.World, p.Position, p.Memories, (long)Math.Round(p.Weight / mass * 1e12)))]);
        if (!_values.TryGetValue(belief, out var worth))
        {
            worth = new double[possible.All[0].Position.MoveCount(_seat)];
            _gaveUp |= _values.Count > _beliefsMax;
            for (var move = 0; move < worth.Length && !_gaveUp; move++)
            {
                var (value, waiting) = After(possible, move);
                worth[move] = (value + Best(waiting)) / mass;
            }

            _values[belief] = worth;
        }

        _moves.TryAdd(sight, worth);
        return worth;
    }

    private (double Value, Waiting Waiting) After(Possible possible, int move)
    {
        var waiting = new Waiting(_worlds[0].Table.Game.HidesInformation);
        var value = 0.0;
        foreach (var possibility in possible.All)
        {
            value += Others(possibility.World, possibility.Position, move, possibility.Weight, waiting);
        }

        return (value, waiting);
    }

    private readonly record struct Possibility(int World, IPosition Position, object? Memories, double Weight);

    /// <summary>All that waits for the learner, by what it sees.</summary>
    /// <param name="merges">Plays that led to the same position count as one. They hardly ever do where all is seen.</param>
    private sealed class Waiting(bool merges)
    {
        public Dictionary<object, Possible> Sights { get; } = [];

        public void Add(object sight, Possibility possibility)
        {
            if (!Sights.TryGetValue(sight, out var possible))
            {
                Sights[sight] = possible = new Possible(merges);
            }

            possible.Add(possibility);
        }
    }

    /// <summary>What may be true where the learner sees one thing.</summary>
    private sealed class Possible(bool merges)
    {
        private readonly Dictionary<(int, IPosition, object?), int> _places = [];

        public List<Possibility> All { get; } = [];

        public double Weight => All.Sum(p => p.Weight);

        public void Add(Possibility one)
        {
            var key = (one.World, one.Position, one.Memories);
            if (!merges || _places.TryAdd(key, All.Count))
            {
                All.Add(one);
                return;
            }

            var place = _places[key];
            All[place] = All[place] with { Weight = All[place].Weight + one.Weight };
        }
    }

    /// <summary>Positions with their weights, scaled to sum to 10^12 and rounded, so that equal beliefs meet.</summary>
    private sealed class Belief(List<(int World, IPosition Position, object? Memories, long Weight)> possibilities)
        : IEquatable<Belief>
    {
        private readonly List<(int, IPosition, object?, long)> _possibilities = possibilities;

        public bool Equals(Belief? other) => other is not null && _possibilities.SequenceEqual(other._possibilities);

        public override bool Equals(object? obj) => Equals(obj as Belief);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var possibility in _possibilities)
            {
                hash.Add(possibility);
            }

            return hash.ToHashCode();
        }
    }
}
