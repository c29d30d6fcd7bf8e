namespace AgentMemory.Training.Batches;

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
        private readonly List<SharedPart>[] _shared = [.. Enumerable.Range(0, shape.Rows).Select(_ => new List<SharedPart>())];
        private int _samples;

        public Batch Batch { get; } = new(shape);

        public bool TryAdd(Sample sample)
        {
            var (row, part) = FindRow(sample);
            if (row < 0 || Batch.PredictionsUsed + sample.Predictions.Count > shape.Predictions)
            {
                return false;
            }

            var shared = sample.SharedTokens;
            if (shared > 0 && part is null)
            {
                part = new SharedPart([.. sample.Tokens.Take(shared)], _samples, (row * shape.RowTokens) + _used[row]);
                Place(sample, row, 0, shared, behind: -1);
                _shared[row].Add(part);
            }

            var start = (row * shape.RowTokens) + _used[row];
            Place(sample, row, shared, sample.Tokens.Count, part?.Number ?? -1);
            foreach (var prediction in sample.Predictions)
            {
                var n = Batch.PredictionsUsed++;
                Batch.At[n] = prediction.At < shared ? part!.Start + prediction.At : start + prediction.At - shared;
                Batch.Targets[n] = prediction.Token;
                Batch.Weights[n] = prediction.Weight;
                Batch.Soft[n] = prediction.Soft;
            }

            return true;
        }

        // The fullest row that still takes it; a row that holds its beginning already needs room for the rest alone.
        private (int Row, SharedPart? Part) FindRow(Sample sample)
        {
            var best = (Row: -1, Part: (SharedPart?)null);
            for (var row = 0; row < _used.Length; row++)
            {
                var part = sample.SharedTokens == 0
                    ? null
                    : _shared[row].Find(p => p.Tokens.AsSpan().SequenceEqual([.. sample.Tokens.Take(sample.SharedTokens)]));
                var room = shape.RowTokens - _used[row];
                if (room < sample.Tokens.Count - (part is null ? 0 : sample.SharedTokens))
                {
                    continue;
                }

                if (best.Row < 0 || (part is not null && best.Part is null)
                    || (part is null == best.Part is null && _used[row] > _used[best.Row]))
                {
                    best = (row, part);
                }
            }

            return best;
        }

        private void Place(Sample sample, int row, int from, int to, int behind)
        {
            var start = (row * shape.RowTokens) + _used[row];
            for (var i = from; i < to; i++)
            {
                Batch.Tokens[start + i - from] = sample.Tokens[i];
                Batch.Positions[start + i - from] = i;
                Batch.Samples[start + i - from] = _samples;
                Batch.Behind[start + i - from] = behind;
            }

            _samples++;
            _used[row] += to - from;
            Batch.TokensUsed += to - from;
        }

        private sealed record SharedPart(int[] Tokens, int Number, int Start);
    }
}
