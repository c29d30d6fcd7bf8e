namespace AgentMemory.Games;

/// <summary>
/// The exact value of the best policy that starts every game knowing only the rulebook: a decision problem over
/// beliefs, in which the weight of a world is its prior times the likelihood of what the opponent did.
/// </summary>
public static class HeapPrior
{
    private const int NodesMax = 2_000_000;

    /// <summary>Mean score over worlds and starts, all equally likely; null when there are too many beliefs.</summary>
    public static double? Value(IReadOnlyList<HeapWorld> worlds)
    {
        var memo = new Dictionary<Belief, double>();
        var nodes = 0;
        var share = 1.0 / (worlds.Count * worlds[0].Game.Starts.Count);
        var total = 0.0;
        var starts = new Dictionary<HeapState, double[]>();
        for (var w = 0; w < worlds.Count; w++)
        {
            foreach (var stones in worlds[w].Game.Starts)
            {
                var start = new HeapPosition(worlds[w].Rules, HeapState.Start(stones, worlds[w].Rules));
                total += Settle(worlds, w, start, share, starts);
            }
        }

        foreach (var (state, weights) in starts)
        {
            total += Best(worlds, state, weights, memo, ref nodes);
        }

        return nodes > NodesMax ? null : total;
    }

    /// <summary>Scores what is over and files what waits for the learner under the state that it sees.</summary>
    private static double Settle(
        IReadOnlyList<HeapWorld> worlds, int world, HeapPosition position, double weight,
        Dictionary<HeapState, double[]> waiting)
    {
        if (position.Mover < 0)
        {
            return weight * position.Score(worlds[world].Learner);
        }

        if (position.Mover != worlds[world].Learner)
        {
            return worlds[world].Replies(position)
                .Sum(r => Settle(worlds, world, r.Position, weight * r.Probability, waiting));
        }

        if (!waiting.TryGetValue(position.State, out var weights))
        {
            waiting[position.State] = weights = new double[worlds.Count];
        }

        weights[world] += weight;
        return 0;
    }

    private static double Best(
        IReadOnlyList<HeapWorld> worlds, HeapState state, double[] weights, Dictionary<Belief, double> memo, ref int nodes)
    {
        var mass = weights.Sum();
        var belief = new Belief(state, [.. weights.Select(w => (long)Math.Round(w / mass * 1e12))]);
        if (memo.TryGetValue(belief, out var known) || ++nodes > NodesMax)
        {
            return known * mass;
        }

        var some = Array.FindIndex(weights, w => w > 0);
        var count = new HeapPosition(worlds[some].Rules, state).Count;
        var best = double.NegativeInfinity;
        for (var move = 0; move < count; move++)
        {
            var value = 0.0;
            var waiting = new Dictionary<HeapState, double[]>();
            for (var w = 0; w < worlds.Count; w++)
            {
                if (weights[w] > 0)
                {
                    var after = (HeapPosition)new HeapPosition(worlds[w].Rules, state).After(move);
                    value += Settle(worlds, w, after, weights[w], waiting);
                }
            }

            foreach (var (next, left) in waiting)
            {
                value += Best(worlds, next, left, memo, ref nodes);
            }

            best = Math.Max(best, value);
        }

        memo[belief] = best / mass;
        return best;
    }

    /// <summary>A state and the worlds' weights, scaled to sum to 10^12 and rounded, so that equal beliefs meet.</summary>
    private sealed record Belief(HeapState State, long[] Weights)
    {
        public bool Equals(Belief? other) =>
            other is not null && State == other.State && Weights.AsSpan().SequenceEqual(other.Weights);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(State);
            foreach (var weight in Weights)
            {
                hash.Add(weight);
            }

            return hash.ToHashCode();
        }
    }
}
