using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Vectors;

/// <summary>Some ten thousand vectors scored by their sketches, in no order: a search wants some hundreds of them.</summary>
internal sealed class SketchedVectors(IReadOnlyList<List<Ranked>> parts)
{
    public int Count { get; } = parts.Sum(part => part.Count);

    /// <summary>So many of them, about nearest first.</summary>
    public List<Ranked> Best(int countMax)
    {
        var best = new BestRanked(countMax);
        foreach (var part in parts)
        {
            foreach (var vector in part)
            {
                best.Offer(vector);
            }
        }

        return best.InOrder();
    }
}
