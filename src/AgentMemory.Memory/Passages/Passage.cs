namespace AgentMemory.Memory.Passages;

/// <summary>A text the store holds, and what is known about it. Its words never change.</summary>
public sealed record Passage
{
    /// <summary>
    /// "p" and a number, given once and never again. It does not follow from the words, so that the log of a forgotten
    /// passage gives nobody a way to check a guess.
    /// </summary>
    public required string Id { get; init; }

    public required string Text { get; init; }

    public required PassageKind Kind { get; init; }

    /// <summary>Where it comes from: a file, a conversation, a task. Empty when nothing was said.</summary>
    public required string Source { get; init; }

    /// <summary>What it is about; of passages with the same subject the latest is valid. Null: nothing replaces it.</summary>
    public required string? Subject { get; init; }

    /// <summary>How it came about: "said by the user", "chapter 3", a hash. Empty when nothing was said.</summary>
    public required string Provenance { get; init; }

    /// <summary>From when on it holds, to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When a newer passage of its subject took its place; null while it is valid.</summary>
    public required DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The passage that took its place, which may have been forgotten since.</summary>
    public required string? ReplacedBy { get; init; }

    /// <summary>Taken back by a revert or a withdrawal: kept for the log, never found by a search.</summary>
    public required bool Withdrawn { get; init; }

    /// <summary>Whether it holds now: neither replaced nor taken back.</summary>
    public bool IsCurrent => ValidUntil is null && !Withdrawn;
}
