namespace AgentMemory.Gguf.Blocks;

/// <summary>
/// How one block of a quantised type becomes numbers. The formulas are those of ggml's dequantize_row_* (ggml-quants.c), in its order of
/// operations, so that the results are its own to the last bit.
/// </summary>
internal interface IBlockFormat
{
    /// <summary>Numbers in a block.</summary>
    static abstract int Elements { get; }

    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>Fills all numbers of a block from all of its bytes.</summary>
    static abstract void Decode(ReadOnlySpan<byte> block, Span<float> values);
}
