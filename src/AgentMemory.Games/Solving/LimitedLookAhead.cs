using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>
/// Play that looks some own moves ahead in a game in which not everything is seen: it weighs all that may be hidden by how
/// likely chance and random play make it, and takes everybody's moves beyond its horizon, and the others' before it, for
/// random. With one move ahead it is greedy; with many it is the best response to random play.
/// </summary>
public sealed class LimitedLookAhead
{
    private readonly IGame _game;
    private readonly int _seat;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<object, double[]> _weights = [];

    private LimitedLookAhead(IGame game, int seat, CancellationToken cancellation)
    {
        _game = game;
        _seat = seat;
        _cancellation = cancellation;
    }

    /// <summary>A seat's policy; where several moves are equally good, each is as likely.</summary>
    /// <param name="game">Its sights hold all that a seat has seen.</param>
    /// <param name="seat">Whose policy.</param>
    /// <param name="moves">How many own moves it looks ahead, at least 1.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IPolicy Policy(IGame game, int seat, int moves, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(moves, 1);
        var search = new LimitedLookAhead(game, seat, cancellation);
        var waiting = new Dictionary<object, List<(IPosition, double)>>();
        search.Settle(game.Start, 1, waiting);
        search.Write(waiting, moves);
        return new SightPolicy(game, search._weights);
    }

    private void Write(Dictionary<object, List<(IPosition Position, double Weight)>> waiting, int moves)
    {
        foreach (var (sight, possible) in waiting)
        {
            var worth = new double[possible[0].Position.MoveCount(_seat)];
            for (var move = 0; move < worth.Length; move++)
            {
                var (value, next) = Made(possible, move);
                worth[move] = (value + Worth(next, moves - 1)) / possible.Sum(p => p.Weight);
                Write(next, moves);
            }

            _weights[sight] = GraphValues.UniformOverBest(worth);
        }
    }

    /// <summary>The sum of weight times worth of what waits for the seat.</summary>
    private double Worth(Dictionary<object, List<(IPosition Position, double Weight)>> waiting, int moves)
    {
        var sum = 0.0;
        foreach (var possible in waiting.Values)
        {
            var worth = new double[possible[0].Position.MoveCount(_seat)];
            for (var move = 0; move < worth.Length; move++)
            {
                var (value, next) = Made(possible, move);
                worth[move] = value + Worth(next, Math.Max(0, moves - 1));
            }

            sum += moves > 0 ? worth.Max() : worth.Average();
        }

        return sum;
    }

    private (double Value, Dictionary<object, List<(IPosition Position, double Weight)>> Waiting) Made(
        List<(IPosition Position, double Weight)> possible, int move)
    {
        var waiting = new Dictionary<object, List<(IPosition, double)>>();
        var moves = new int[_game.Roles.Count];
        moves[_seat] = move;
        return (possible.Sum(p => Settle(p.Position.After(moves), p.Weight, waiting)), waiting);
    }

    /// <summary>Adds up what is over; files what waits for the seat under what it sees. Games in which one seat moves at a time.</summary>
    private double Settle(IPosition position, double weight, Dictionary<object, List<(IPosition, double)>> waiting)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (position.Phase == Phase.Over)
        {
            return weight * position.Score(_seat);
        }

        if (position.Phase == Phase.Chance)
        {
            return Enumerable.Range(0, position.ChanceCount)
                .Sum(i => Settle(position.AfterChance(i), weight * position.ChanceProbability(i), waiting));
        }

        if (position.MoveCount(_seat) > 0)
        {
            var sight = _game.Sight(position, _seat);
            if (!waiting.TryGetValue(sight, out var possible))
            {
                waiting[sight] = possible = [];
            }

            possible.Add((position, weight));
            return 0;
        }

        var other = Enumerable.Range(0, _game.Roles.Count).First(seat => position.MoveCount(seat) > 0);
        var count = position.MoveCount(other);
        var sum = 0.0;
        for (var move = 0; move < count; move++)
        {
            var moves = new int[_game.Roles.Count];
            moves[other] = move;
            sum += Settle(position.After(moves), weight / count, waiting);
        }

        return sum;
    }
}
