namespace AgentMemory.Weights;

/// <summary>A finished adapter worn by a graph, with the factor its change is multiplied with.</summary>
public sealed record WornWeights(AdapterFile Adapter, float Scale = 1);

/// <summary>A worn adapter's matrices at one linear layer.</summary>
/// <param name="A">[inputs, rank].</param>
/// <param name="B">[rank, outputs].</param>
/// <param name="Scale">alpha / rank times the factor.</param>
internal readonly record struct WornPart(nint A, nint B, float Scale);
