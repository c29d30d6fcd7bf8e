using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>What the nodes of a graph are worth; each method is one pass, from the ends of the game to its start.</summary>
public static class GraphValues
{
    /// <summary>Two values closer than this are the same: moves tie although sums were rounded differently.</summary>
    public const double Tie = 1e-9;

    /// <summary>
    /// Worth to a seat when every seat plays by its policy, chance by its probabilities.
    /// </summary>
    /// <param name="graph">All positions.</param>
    /// <param name="seat">Whose score.</param>
    /// <param name="policies">One for every seat; null stands for uniform.</param>
    /// <param name="best">The seat plays its best response instead of its policy.</param>
    public static double[] Of(StateGraph graph, int seat, IReadOnlyList<GraphPolicy?> policies, bool best)
    {
        var values = new double[graph.Count];
        for (var node = 0; node < values.Length; node++)
        {
            graph.Cancellation.ThrowIfCancellationRequested();
            var position = graph.Position(node);
            values[node] = position.Phase switch
            {
                Phase.Over => position.Score(seat),
                Phase.Chance => Chance(position, graph.Targets(node), values),
                _ => AtMoves(graph, node, seat, policies, best, values),
            };
        }

        return values;
    }

    /// <summary>
    /// Worth to seat 0 when both seats play best, in a game of two seats with opposite interests and turns.
    /// </summary>
    /// <param name="graph">All positions.</param>
    /// <param name="plies">How many moves ahead are seen; what lies beyond counts as <paramref name="beyond"/>.</param>
    /// <param name="beyond">Worth of a position that is not seen to its end.</param>
    public static double[] Minimax(StateGraph graph, int plies = int.MaxValue, double beyond = 0)
    {
        var values = new double[graph.Count];
        var all = plies == int.MaxValue;
        for (var node = 0; node < values.Length; node++)
        {
            graph.Cancellation.ThrowIfCancellationRequested();
            var position = graph.Position(node);
            values[node] = position.Phase == Phase.Over ? position.Score(0)
                : all ? OnePly(graph, node, values) : beyond;
        }

        for (var ply = 0; !all && ply < plies; ply++)
        {
            var next = new double[values.Length];
            for (var node = 0; node < values.Length; node++)
            {
                graph.Cancellation.ThrowIfCancellationRequested();
                next[node] = graph.Position(node).Phase == Phase.Over ? values[node] : OnePly(graph, node, values);
            }

            values = next;
        }

        return values;
    }

    /// <summary>What each of the seat's moves at a node is worth to it, given what the nodes behind are worth to it.</summary>
    public static double[] Moves(
        StateGraph graph, int node, int seat, IReadOnlyList<GraphPolicy?> policies, double[] values)
    {
        var position = graph.Position(node);
        var targets = graph.Targets(node);
        var worth = new double[position.MoveCount(seat)];
        if (targets.Length == worth.Length)
        {
            for (var move = 0; move < worth.Length; move++)
            {
                worth[move] = values[targets[move]];
            }

            return worth;
        }

        var seats = graph.Game.Roles.Count;
        Span<int> moves = stackalloc int[seats];
        for (var i = 0; i < targets.Length; i++)
        {
            Decode(position, i, moves);
            var probability = 1.0;
            for (var other = 0; other < seats; other++)
            {
                if (other != seat)
                {
                    probability *= Probability(policies[other], node, moves[other], position.MoveCount(other));
                }
            }

            worth[moves[seat]] += probability * values[targets[i]];
        }

        return worth;
    }

    /// <summary>What a position is worth, or the mean of what chance leads to where the position itself is no node.</summary>
    public static double Mean(StateGraph graph, double[] values, IPosition position) => graph.NumberOf(position) is >= 0 and var node
        ? values[node]
        : Enumerable.Range(0, position.ChanceCount)
            .Sum(outcome => position.ChanceProbability(outcome) * Mean(graph, values, position.AfterChance(outcome)));

    /// <summary>Uniform over the moves that tie for the best; the others get nothing.</summary>
    public static double[] UniformOverBest(ReadOnlySpan<double> worth)
    {
        var best = double.NegativeInfinity;
        foreach (var value in worth)
        {
            best = Math.Max(best, value);
        }

        var weights = new double[worth.Length];
        var count = 0;
        for (var i = 0; i < worth.Length; i++)
        {
            if (worth[i] >= best - Tie)
            {
                weights[i] = 1;
                count++;
            }
        }

        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= count;
        }

        return weights;
    }

    private static double AtMoves(
        StateGraph graph, int node, int seat, IReadOnlyList<GraphPolicy?> policies, bool best, double[] values)
    {
        var position = graph.Position(node);
        var count = position.MoveCount(seat);
        var targets = graph.Targets(node);
        if (count == 0)
        {
            return WithoutSeat(graph, node, policies, values);
        }

        if (best && count == targets.Length)
        {
            var top = double.NegativeInfinity;
            foreach (var target in targets)
            {
                top = Math.Max(top, values[target]);
            }

            return top;
        }

        var worth = Moves(graph, node, seat, policies, values);
        if (best)
        {
            return worth.Max();
        }

        var mean = 0.0;
        for (var move = 0; move < count; move++)
        {
            mean += Probability(policies[seat], node, move, count) * worth[move];
        }

        return mean;
    }

    private static double WithoutSeat(
        StateGraph graph, int node, IReadOnlyList<GraphPolicy?> policies, double[] values)
    {
        var position = graph.Position(node);
        var targets = graph.Targets(node);
        var seats = graph.Game.Roles.Count;
        Span<int> moves = stackalloc int[seats];
        var mean = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            Decode(position, i, moves);
            var probability = 1.0;
            for (var seat = 0; seat < seats; seat++)
            {
                probability *= Probability(policies[seat], node, moves[seat], position.MoveCount(seat));
            }

            mean += probability * values[targets[i]];
        }

        return mean;
    }

    private static void Decode(IPosition position, int combination, Span<int> moves)
    {
        for (var seat = moves.Length - 1; seat >= 0; seat--)
        {
            var count = Math.Max(1, position.MoveCount(seat));
            moves[seat] = combination % count;
            combination /= count;
        }
    }

    private static double Probability(GraphPolicy? policy, int node, int move, int count) =>
        count <= 1 ? 1 : policy?.At(node) is { } weights ? weights[move] : 1.0 / count;

    private static double OnePly(StateGraph graph, int node, double[] values)
    {
        var position = graph.Position(node);
        var targets = graph.Targets(node);
        if (position.Phase == Phase.Chance)
        {
            return Chance(position, targets, values);
        }

        // Where neither seat has a choice there is one follower, and it does not matter which way is taken.
        var maximise = position.MoveCount(0) > 1;
        var top = values[targets[0]];
        foreach (var target in targets[1..])
        {
            top = maximise ? Math.Max(top, values[target]) : Math.Min(top, values[target]);
        }

        return top;
    }

    private static double Chance(IPosition position, ReadOnlySpan<int> targets, double[] values)
    {
        var mean = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            mean += position.ChanceProbability(i) * values[targets[i]];
        }

        return mean;
    }
}
