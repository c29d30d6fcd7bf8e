namespace AgentMemory.Games;

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
    private readonly Dictionary<Belief, double> _values = [];
    private readonly Dictionary<object, double[]> _moves = [];

    private readonly int _sign;

    private BeliefSolver(IReadOnlyList<(GameTable Table, double Prior)> worlds, int beliefsMax, int sign)
    {
        _sign = sign;
        _worlds = worlds;
        _seat = worlds[0].Table.Seat;
        _beliefsMax = beliefsMax;
    }

    /// <summary>Mean score of the best policy.</summary>
    public double Value { get; private set; }

    /// <summary>How many beliefs were solved.</summary>
    public int Beliefs => _values.Count;

    /// <summary>Solves tables that share the learner's seat; their priors sum to 1.</summary>
    /// <returns>Null when there are more beliefs than allowed.</returns>
    public static BeliefSolver? Solve(IReadOnlyList<(GameTable Table, double Prior)> worlds, int beliefsMax) =>
        Solve(worlds, beliefsMax, 1);

    /// <summary>Mean score of the worst policy against a table's others: with the best, the range that play can change.</summary>
    public static double Worst(GameTable table, int beliefsMax) => -(Solve([(table, 1.0)], beliefsMax, -1)?.Value
        ?? throw new ArgumentException("the game is too large", nameof(table)));

    private static BeliefSolver? Solve(
        IReadOnlyList<(GameTable Table, double Prior)> worlds, int beliefsMax, int sign)
    {
        var solver = new BeliefSolver(worlds, beliefsMax, sign);
        var waiting = new Dictionary<object, List<Possibility>>();
        var value = 0.0;
        for (var world = 0; world < worlds.Count; world++)
        {
            value += solver.Settle(world, worlds[world].Table.Game.Start, worlds[world].Prior, waiting);
        }

        solver.Value = value + solver.Waiting(waiting);
        return solver.Beliefs > beliefsMax ? null : solver;
    }

    /// <summary>What each move is worth at a sight; only where a sight holds all that was seen of the play.</summary>
    public double[]? MoveValues(object sight) => _moves.GetValueOrDefault(sight);

    private double Waiting(Dictionary<object, List<Possibility>> waiting)
    {
        var value = 0.0;
        foreach (var (sight, possibilities) in waiting)
        {
            value += Best(sight, possibilities);
        }

        return value;
    }

    /// <summary>Adds up what is over; files what waits for the learner under what it sees.</summary>
    private double Settle(int world, IPosition position, double weight, Dictionary<object, List<Possibility>> waiting)
    {
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
                if (!table.Asks(position))
                {
                    return Others(world, position, 0, weight, waiting);
                }

                var sight = table.Game.Sight(position, _seat);
                if (!waiting.TryGetValue(sight, out var possibilities))
                {
                    waiting[sight] = possibilities = [];
                }

                possibilities.Add(new Possibility(world, position, weight));
                return 0;
        }
    }

    /// <summary>All that the other seats may do together with the learner's move.</summary>
    private double Others(
        int world, IPosition position, int ownMove, double weight, Dictionary<object, List<Possibility>> waiting)
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

    private double Best(object sight, List<Possibility> possibilities)
    {
        var mass = possibilities.Sum(p => p.Weight);
        var belief = new Belief([.. possibilities.Select(
            p => (p.World, p.Position, (long)Math.Round(p.Weight / mass * 1e12)))]);
        if (_values.TryGetValue(belief, out var known) || _values.Count > _beliefsMax)
        {
            return known * mass;
        }

        var worth = new double[possibilities[0].Position.MoveCount(_seat)];
        for (var move = 0; move < worth.Length; move++)
        {
            var waiting = new Dictionary<object, List<Possibility>>();
            foreach (var possibility in possibilities)
            {
                worth[move] += Others(possibility.World, possibility.Position, move, possibility.Weight, waiting);
            }

            worth[move] = (worth[move] + Waiting(waiting)) / mass;
        }

        _moves.TryAdd(sight, worth);
        return (_values[belief] = worth.Max()) * mass;
    }

    private readonly record struct Possibility(int World, IPosition Position, double Weight);

    /// <summary>Positions with their weights, scaled to sum to 10^12 and rounded, so that equal beliefs meet.</summary>
    private sealed class Belief(List<(int World, IPosition Position, long Weight)> possibilities) : IEquatable<Belief>
    {
        private readonly List<(int World, IPosition Position, long Weight)> _possibilities = possibilities;

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
