using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>Who sees whom in a batch, as the graph's kernels take it.</summary>
internal static class BatchMasks
{
    /// <summary>
    /// Three numbers per token: where its own sample starts, and from where to where the beginning lies that it also sees.
    /// Padding sees itself alone. Says the same as <see cref="Mask"/>.
    /// </summary>
    internal static int[] Sights(Batch batch)
    {
        var sights = new int[PackedAttention.SightNumbers * batch.Shape.Tokens];
        var places = new Dictionary<int, (int Start, int End)>();
        for (var at = 0; at < batch.Shape.Tokens; at++)
        {
            var sample = batch.Samples[at];
            var start = sample >= 0 && places.TryGetValue(sample, out var place) ? place.Start : at;
            if (sample >= 0)
            {
                places[sample] = (start, at + 1);
            }

            var (from, to) = batch.Behind[at] >= 0 && sample >= 0 ? places[batch.Behind[at]] : (0, 0);
            sights[PackedAttention.SightNumbers * at] = start;
            sights[(PackedAttention.SightNumbers * at) + 1] = from;
            sights[(PackedAttention.SightNumbers * at) + 2] = to;
        }

        return sights;
    }

    /// <summary>
    /// What is added to the attention scores, [key, query, row]: 0 where a query may look, minus infinity elsewhere.
    /// Padding looks at itself alone, so that no row of the softmax is empty.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="window">How many positions a query sees, its own included.</param>
    internal static Half[] Mask(Batch batch, int window = int.MaxValue)
    {
        var length = batch.Shape.RowTokens;
        var mask = new Half[(long)batch.Shape.Rows * length * length];
        Array.Fill(mask, Half.NegativeInfinity);
        for (var row = 0; row < batch.Shape.Rows; row++)
        {
            for (var query = 0; query < length; query++)
            {
                var sample = batch.Samples[(row * length) + query];
                var start = ((long)row * length * length) + ((long)query * length);
                mask[start + query] = Half.Zero;
                var behind = batch.Behind[(row * length) + query];
                for (var key = 0; key < query && sample >= 0; key++)
                {
                    var other = batch.Samples[(row * length) + key];
                    var near = batch.Positions[(row * length) + query] - batch.Positions[(row * length) + key] < window;
                    if (near && (other == sample || (other == behind && behind >= 0)))
                    {
                        mask[start + key] = Half.Zero;
                    }
                }
            }
        }

        return mask;
    }
}
