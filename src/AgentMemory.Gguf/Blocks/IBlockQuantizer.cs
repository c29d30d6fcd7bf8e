namespace AgentMemory.Gguf.Blocks;

/// <summary>
/// How numbers become one block of a quantised type. The methods are those of ggml's quantize_row_*_ref (ggml-quants.c), without an
/// importance matrix, with the order of its float operations, so that the bytes are its own.
/// </summary>
internal interface IBlockQuantizer : IBlockFormat
{
    /// <summary>Fills all bytes of a block from all of its numbers, which are finite.</summary>
    static abstract void Encode(ReadOnlySpan<float> values, Span<byte> block);
}
