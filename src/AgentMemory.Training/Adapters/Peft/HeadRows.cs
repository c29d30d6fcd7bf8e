namespace AgentMemory.Training.Adapters.Peft;

/// <summary>
/// The order of the rows of queries and keys. PyTorch's llama rotates numbers i and i + half of a head together, and GGUF's rotates 2i and
/// 2i + 1; so the conversion of a model interleaves the two halves of every head (llama.cpp, convert_hf_to_gguf.py, LlamaModel.permute),
/// and the rows of a LoRA's B go the same way. Its A, whose rows are ranks, stays.
/// </summary>
internal static class HeadRows
{
    /// <summary>From PyTorch's order to GGUF's.</summary>
    public static StoredFactor Interleave(StoredFactor factor, int heads) => Reorder(factor, heads, interleave: true);

    /// <summary>From GGUF's order to PyTorch's.</summary>
    public static StoredFactor Separate(StoredFactor factor, int heads) => Reorder(factor, heads, interleave: false);

    private static StoredFactor Reorder(StoredFactor factor, int heads, bool interleave)
    {
        var headRows = checked((int)(factor.Rows / heads));
        var half = headRows / 2;
        if (headRows * (long)heads != factor.Rows || headRows != 2 * half)
        {
            throw new ArgumentException($"{factor.Rows} rows are no {heads} heads of an even width", nameof(heads));
        }

        var rowBytes = factor.RowBytes;
        var data = new byte[factor.Data.Length];
        for (var row = 0; row < factor.Rows; row++)
        {
            var within = row % headRows;
            var interleaved = row - within + (within < half ? 2 * within : (2 * (within - half)) + 1);
            var (from, to) = interleave ? (row, interleaved) : (interleaved, row);
            factor.Data.AsSpan(from * rowBytes, rowBytes).CopyTo(data.AsSpan(to * rowBytes));
        }

        return factor with { Data = data };
    }
}
