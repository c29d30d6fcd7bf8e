using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>Resamples by shape, drawn once. Holds a few shapes at a time; a shape drawn again gives the same.</summary>
internal sealed class ResampleStore
{
    private const int ShapesMax = 8;
    private readonly int _count;
    private readonly ulong _seed;
    private readonly Dictionary<string, Resamples> _drawn = new(StringComparer.Ordinal);

    public ResampleStore(int count, ulong seed)
    {
        _count = count;
        _seed = seed;
    }

    public Resamples For(RunShape shape)
    {
        if (!_drawn.TryGetValue(shape.Name, out var resamples))
        {
            if (_drawn.Count == ShapesMax)
            {
                _drawn.Clear();
            }

            _drawn[shape.Name] = resamples = Resamples.Draw(shape, _count, _seed);
        }

        return resamples;
    }
}
