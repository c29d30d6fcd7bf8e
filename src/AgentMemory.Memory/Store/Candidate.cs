namespace AgentMemory.Memory.Store;

/// <summary>A passage that may be among the results.</summary>
internal sealed record Candidate
{
    public required long Id { get; init; }

    public required double Score { get; init; }

    /// <summary>The words of the query that it holds, one bit each.</summary>
    public ulong Held { get; init; }

    public int? WordRank { get; init; }

    public int? MeaningRank { get; init; }

    public double? Cosine { get; init; }
}
