using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <summary>What a search found.</summary>
public sealed record SearchResult
{
    /// <summary>Best first.</summary>
    public required IReadOnlyList<FoundPassage> Passages { get; init; }

    /// <summary>What the search could not do and why, one line each; empty when it did everything.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}

/// <summary>A passage that was found.</summary>
public sealed record FoundPassage
{
    public required Passage Passage { get; init; }

    /// <summary>Higher is better; comparable within one search only.</summary>
    public required double Score { get; init; }

    /// <summary>Its place by words, from 1; null when the words did not find it.</summary>
    public required int? WordRank { get; init; }

    /// <summary>Its place by meaning, from 1; null when the vectors did not find it.</summary>
    public required int? MeaningRank { get; init; }

    /// <summary>Cosine with the query, -1 to 1; null without vectors.</summary>
    public required double? Cosine { get; init; }
}
