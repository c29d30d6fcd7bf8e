namespace AgentMemory.Weights;

/// <summary>A worn adapter's matrices at one linear layer.</summary>
/// <param name="A">[inputs, rank].</param>
/// <param name="B">[rank, outputs].</param>
/// <param name="Scale">alpha / rank times the factor.</param>
internal readonly record struct WornPart(nint A, nint B, float Scale);
