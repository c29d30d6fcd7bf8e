namespace AgentMemory.Fields.Knowledge;

/// <summary>Which concept is defined from which. A concept stands behind all that it is defined from.</summary>
public sealed record ConceptGraph(IReadOnlyList<Concept> Concepts)
{
    /// <summary>Number of layers: 1 where everything is primitive.</summary>
    public int Depth => Concepts.Count == 0 ? 0 : Concepts.Max(c => c.Layer) + 1;
}
