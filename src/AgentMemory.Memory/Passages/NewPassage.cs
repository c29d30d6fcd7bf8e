namespace AgentMemory.Memory.Passages;

/// <summary>A text to be kept.</summary>
public sealed record NewPassage
{
    /// <summary>The longest text of one passage; a longer one is split by its author.</summary>
    public const int TextCharactersMax = 200_000;

    /// <summary>Any text but white space alone, at most <see cref="TextCharactersMax"/> characters.</summary>
    public required string Text { get; init; }

    public required PassageKind Kind { get; init; }

    /// <summary>Where it comes from; searches can be held to one source.</summary>
    public string Source { get; init; } = "";

    /// <summary>What it is about. A passage takes the place of the older ones with this subject; case and spaces at the ends do not count.</summary>
    public string? Subject { get; init; }

    /// <summary>How it came about, for people to read.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>From when on it holds; null for now, by the store's clock.</summary>
    public DateTimeOffset? Time { get; init; }
}
