using AgentMemory.Core.Models;

namespace AgentMemory.Memory.Database;

/// <summary>What a store is opened with.</summary>
public sealed record MemoryStoreOptions
{
    /// <summary>Dates what is written.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Text to vectors; stays the caller's. Null: search by words alone.</summary>
    public IEmbedder? Embedder { get; init; }

    /// <summary>
    /// A store that was written with another embedder is given vectors of this one, instead of being refused.
    /// </summary>
    public bool EmbedAgain { get; init; }

    /// <summary>
    /// Nothing is written, and no file appears beside the store. The store must exist. While it is open so, no other
    /// process may write to it.
    /// </summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long to wait for another process to finish its write.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The file grows to at most so many bytes; null for no limit. What does not fit is refused as a full disk is.</summary>
    public long? BytesMax { get; init; }
}
