namespace AgentMemory.Gguf.Blocks;

/// <summary>
/// How one block of a quantised type becomes numbers, and numbers a block. The formulas are those of ggml's dequantize_row_* and, without
/// an importance matrix, quantize_* (ggml-quants.c), in its order of operations, so that the results are its own to the last bit.
/// </summary>
internal interface IBlockFormat
{
    /// <summary>Numbers in a block.</summary>
    static abstract int Elements { get; }

    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>Fills all numbers of a block from all of its bytes.</summary>
    static abstract void Decode(ReadOnlySpan<byte> block, Span<float> values);

    /// <summary>Fills all bytes of a block from all of its numbers, which are finite.</summary>
    /// <exception cref="UnstorableNumbersException">A scale is beyond the largest half.</exception>
    static abstract void Encode(ReadOnlySpan<float> values, Span<byte> block);
}
