using AgentMemory.Training.Batches;

namespace AgentMemory.Pretraining;

/// <summary>Packs an endless series of samples; knows which sample the next batch begins with.</summary>
internal sealed class BatchStream
{
    private readonly Func<long, Sample> _sample;
    private readonly BatchShape _shape;
    private (long Number, Sample Sample)? _left;

    public BatchStream(Func<long, Sample> sample, BatchShape shape, long next)
    {
        _sample = sample;
        _shape = shape;
        Next = next;
    }

    /// <summary>Number of the first sample that no batch holds yet.</summary>
    public long Next { get; private set; }

    /// <summary>The next batch, filled until a sample no longer fits.</summary>
    public Batch Take()
    {
        var taken = new List<Sample>();
        while (true)
        {
            var sample = _left is { } left && left.Number == Next ? left.Sample : _sample(Next);
            if (Packer.Pack([.. taken, sample], _shape).Count > 1)
            {
                _left = (Next, sample);
                return Packer.Pack(taken, _shape)[0];
            }

            taken.Add(sample);
            Next++;
        }
    }

    /// <summary>
    /// Batches for one step, their weights divided by what they would usually sum up to if rows were full: dividing by each step's
    /// own sum would make the few answers of a step full of documents shout. Rows are never quite full, so a step's weights sum up to
    /// a tenth or two less than one.
    /// </summary>
    public IReadOnlyList<Batch> TakeStep(int batches, double usual)
    {
        Batch[] step = [.. Enumerable.Range(0, batches).Select(_ => Take())];
        foreach (var batch in step)
        {
            for (var i = 0; i < batch.Weights.Length; i++)
            {
                batch.Weights[i] = (float)(batch.Weights[i] / usual);
            }
        }

        return step;
    }
}
