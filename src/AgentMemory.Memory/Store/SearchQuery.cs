using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <summary>What to look for.</summary>
public sealed record SearchQuery
{
    /// <summary>Any text: a question, a few words, a whole position. Nothing in it is an operator.</summary>
    public required string Text { get; init; }

    /// <summary>At most so many passages.</summary>
    public int Count { get; init; } = 10;

    public PassageFilter Filter { get; init; } = new();

    public SearchBy By { get; init; } = SearchBy.Both;

    /// <summary>
    /// The age at which half of the recency bonus is left; null for no bonus. A fresh passage counts as e times as probable as an old
    /// one of the same evidence.
    /// </summary>
    public TimeSpan? RecencyHalfLife { get; init; }

    /// <summary>
    /// 0 ranks by relevance alone; up to 1, likeness to what was chosen already counts against a passage (maximal
    /// marginal relevance with lambda = 1 - diversity; Carbonell and Goldstein 1998, section 2).
    /// </summary>
    public double Diversity { get; init; }

    /// <summary>Compares with every vector and every word whatever the size of the store; for measuring what speed costs.</summary>
    public bool Exact { get; init; }
}

/// <summary>Which signals a search joins.</summary>
public enum SearchBy
{
    /// <summary>Words and meanings, their evidence added.</summary>
    Both,

    /// <summary>BM25 over words.</summary>
    Words,

    /// <summary>Cosine of embeddings. Nothing is found without an embedder.</summary>
    Meaning,
}
