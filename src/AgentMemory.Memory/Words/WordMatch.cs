using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Words;

/// <summary>What a passage shares with a query by words.</summary>
internal sealed record WordMatch
{
    public required Passage Passage { get; init; }

    /// <summary>BM25, in nats.</summary>
    public required double Score { get; init; }

    /// <summary>The terms of the query that it holds, one bit each.</summary>
    public required ulong Held { get; init; }

    /// <summary>Whether one of them is more than a function word, or the query has no other words.</summary>
    public required bool IsAboutIt { get; init; }
}
