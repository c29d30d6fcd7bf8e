namespace AgentMemory.Memory.Store;

/// <summary>One write. Entries are never changed and hold no passage's words.</summary>
public sealed record LogEntry
{
    /// <summary>From 1, in order.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required StoreAction Action { get; init; }

    /// <summary>The passage that was written; null where the whole store was.</summary>
    public required string? PassageId { get; init; }

    /// <summary>For a revert, the number of the entry that it undoes.</summary>
    public required long? Undoes { get; init; }

    /// <summary>The entry that has undone this one since; null while it stands.</summary>
    public required long? UndoneBy { get; init; }
}

/// <summary>What a write did.</summary>
public enum StoreAction
{
    /// <summary>A passage came in, and took the place of an older one if it has its subject.</summary>
    Add,

    /// <summary>A passage was taken back; its words are kept and it can come back.</summary>
    Withdraw,

    /// <summary>A passage was erased. Cannot be undone.</summary>
    Forget,

    /// <summary>An earlier entry was undone.</summary>
    Revert,

    /// <summary>Every passage got a vector of another embedder.</summary>
    Embed,
}
