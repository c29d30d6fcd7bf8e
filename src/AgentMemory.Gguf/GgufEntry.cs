namespace AgentMemory.Gguf;

/// <summary>One key of the metadata. The value is read from the file when asked for.</summary>
public sealed record GgufEntry
{
    public required string Key { get; init; }

    /// <summary>The value's type, or the type of the elements where <see cref="IsArray"/>.</summary>
    public required GgufValueType Type { get; init; }

    public required bool IsArray { get; init; }

    /// <summary>Number of elements; 1 for a single value.</summary>
    public required int Count { get; init; }

    /// <summary>Where the first element stands, in bytes from the file's start.</summary>
    internal long Offset { get; init; }

    /// <summary>Bytes of all elements.</summary>
    internal long Bytes { get; init; }
}
