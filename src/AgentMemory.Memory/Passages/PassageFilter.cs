namespace AgentMemory.Memory.Passages;

/// <summary>Which passages are meant. Without anything set: all that hold now.</summary>
public sealed record PassageFilter
{
    /// <summary>One of these kinds; empty for every kind.</summary>
    public IReadOnlyList<PassageKind> Kinds { get; init; } = [];

    /// <summary>This source exactly; null for every source.</summary>
    public string? Source { get; init; }

    /// <summary>This subject, whatever its case and the spaces at its ends; null for every subject and none.</summary>
    public string? Subject { get; init; }

    /// <summary>Not older than this.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Older than this.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>What held at this moment; null for now. Passages taken back never held.</summary>
    public DateTimeOffset? ValidAt { get; init; }

    /// <summary>Also what has been replaced since. What was taken back stays out all the same.</summary>
    public bool WithHistory { get; init; }
}
