namespace AgentMemory.Gguf;

/// <summary>A tensor as the file describes it.</summary>
public sealed record GgufTensor
{
    /// <summary>The offset of a tensor whose file ends before it says where its data stands.</summary>
    internal const long NoOffset = -1;

    public required string Name { get; init; }

    /// <summary>One to four extents, fastest dimension first (the reverse of a NumPy shape).</summary>
    public required IReadOnlyList<long> Extents { get; init; }

    public required GgmlType Type { get; init; }

    /// <summary>Which of the model's files holds the data, from 0.</summary>
    internal int Part { get; init; }

    /// <summary>Where the data stands, in bytes from that file's start.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes of the data.</summary>
    public required long Bytes { get; init; }

    /// <summary>Numbers in the tensor.</summary>
    public long Elements => Extents.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>The extents as people write them: 64 x 259.</summary>
    public string Shape => string.Join(" x ", Extents);
}
