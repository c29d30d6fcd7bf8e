namespace AgentMemory.Training.Batches;

/// <summary>
/// Packs samples of different lengths into batches, several to a row, so that little padding is computed. Samples of a row are kept
/// apart by the mask, and each counts its positions from zero. Beginnings that samples share lie at the batch's head, where every row sees them.
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

        // The head of a batch of one row is nothing that other rows could see.
        private bool HeadIsOpen => shape.Rows > 1 && _used[0] == Batch.HeadTokens;

        public bool TryAdd(Sample sample)
        {
            if (Batch.PredictionsUsed + sample.Predictions.Count > shape.Predictions || Find(sample) is not { } place)
            {
                return false;
            }

            var shared = sample.SharedTokens;
            var part = place.Part;
            if (shared > 0 && part is null)
            {
                var row = place.IntoHead ? 0 : place.Row;
                part = new SharedPart([.. sample.Tokens.Take(shared)], _samples, (row * shape.RowTokens) + _used[row], place.IntoHead);
                Place(sample, row, 0, shared, behind: -1);
                _shared[row].Add(part);
                Batch.HeadTokens += place.IntoHead ? shared : 0;
            }

            var start = (place.Row * shape.RowTokens) + _used[place.Row];
            Place(sample, place.Row, shared, sample.Tokens.Count, part?.Number ?? -1);
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

        // A beginning goes to the head, as long as that can grow, and the sample into the fullest row that takes the rest of it; else into
        // a row that holds both. The first row comes last, so that the head can take the beginnings of other samples.
        private (int Row, SharedPart? Part, bool IntoHead)? Find(Sample sample)
        {
            var head = sample.SharedTokens == 0 ? null : PartOf(sample, 0);
            head = head is { IsHead: true } ? head : null;
            var own = sample.Tokens.Count - sample.SharedTokens;
            var intoHead = sample.SharedTokens > 0 && head is null && HeadIsOpen && _used[0] + sample.SharedTokens <= shape.RowTokens;
            if (sample.SharedTokens == 0 || head is not null || intoHead)
            {
                var taken = intoHead ? sample.SharedTokens : 0;
                if (Fullest(row => shape.RowTokens - _used[row] - (row == 0 ? taken : 0) >= own, intoHead || Batch.HeadTokens > 0) is { } best)
                {
                    return (best, head, intoHead);
                }
            }

            if (sample.SharedTokens == 0)
            {
                return null;
            }

            return Fullest(row => PartOf(sample, row) is not null && shape.RowTokens - _used[row] >= own) is { } known
                ? (known, PartOf(sample, known), false)
                : Fullest(row => shape.RowTokens - _used[row] >= sample.Tokens.Count) is { } whole ? (whole, null, false) : null;
        }

        private SharedPart? PartOf(Sample sample, int row) =>
            _shared[row].Find(part => part.Tokens.AsSpan().SequenceEqual([.. sample.Tokens.Take(sample.SharedTokens)]));

        private int? Fullest(Func<int, bool> takes, bool headLast = false)
        {
            var best = -1;
            for (var row = 0; row < shape.Rows; row++)
            {
                if (takes(row) && (best < 0 || (best == 0 && headLast) || _used[row] > _used[best]))
                {
                    best = row;
                }
            }

            return best < 0 ? null : best;
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

        private sealed record SharedPart(int[] Tokens, int Number, int Start, bool IsHead);
    }
}
