namespace AgentMemory.Weights;

/// <summary>
/// Packs samples of different lengths into batches, several to a row, so that little padding is computed. What belongs
/// together is kept apart by the mask, and each sample counts its positions from zero.
/// </summary>
public static class Packer
{
    /// <summary>
    /// Packs in the order given, best fit among the rows of the open batch. A sample longer than a row loses its end.
    /// </summary>
    /// <returns>Batches, each with at least one sample; a sample without predictions is left out.</returns>
    public static IReadOnlyList<Batch> Pack(IEnumerable<Sample> samples, BatchShape shape)
    {
        var batches = new List<Batch>();
        OpenBatch? open = null;
        foreach (var sample in samples)
        {
            var fitting = Fitting(sample, shape);
            if (fitting.Predictions.Count == 0)
            {
                continue;
            }

            if (open is null || !open.TryAdd(fitting))
            {
                open = new OpenBatch(shape);
                batches.Add(open.Batch);
                open.TryAdd(fitting);
            }
        }

        return batches;
    }

    // More predictions than a batch has places for would never fit: the last ones are dropped.
    private static Sample Fitting(Sample sample, BatchShape shape)
    {
        var cut = sample.Cut(shape.RowTokens);
        return cut.Predictions.Count <= shape.Predictions
            ? cut
            : cut with { Predictions = [.. cut.Predictions.Take(shape.Predictions)] };
    }

    private sealed class OpenBatch(BatchShape shape)
    {
        private readonly int[] _used = new int[shape.Rows];
        private int _samples;

        public Batch Batch { get; } = new(shape);

        public bool TryAdd(Sample sample)
        {
            var row = -1;
            for (var i = 0; i < _used.Length; i++)
            {
                if (_used[i] + sample.Tokens.Count <= shape.RowTokens && (row < 0 || _used[i] > _used[row]))
                {
                    row = i;
                }
            }

            if (row < 0 || Batch.PredictionsUsed + sample.Predictions.Count > shape.Predictions)
            {
                return false;
            }

            var start = (row * shape.RowTokens) + _used[row];
            for (var i = 0; i < sample.Tokens.Count; i++)
            {
                Batch.Tokens[start + i] = sample.Tokens[i];
                Batch.Positions[start + i] = i;
                Batch.Samples[start + i] = _samples;
            }

            foreach (var prediction in sample.Predictions)
            {
                var n = Batch.PredictionsUsed++;
                Batch.At[n] = start + prediction.At;
                Batch.Targets[n] = prediction.Token;
                Batch.Weights[n] = prediction.Weight;
            }

            _samples++;
            _used[row] += sample.Tokens.Count;
            Batch.TokensUsed += sample.Tokens.Count;
            return true;
        }
    }
}
