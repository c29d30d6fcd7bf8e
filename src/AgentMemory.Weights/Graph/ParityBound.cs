using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>
/// How far the training graph's logits may lie from the engine's. In F32 both differ in the order of sums alone. With any other
/// type, ggml rounds what a product is fed with to that type's partner (F16 and BF16 to themselves, whatever is quantised to 8 bits
/// a number), in the engine and in the graph alike: most often both round alike and the logits agree to 1e-6, but where the last bit
/// of a sum puts a number on the other side of a half step, one rounding differs, changes what the next layers round, and the
/// two part like two independent roundings of the same model. That is the size of the bounds, not an error of either.
/// </summary>
public static class ParityBound
{
    /// <summary>Largest difference in F32.</summary>
    public const double Exact = 1e-3;

    // Shares of the logits' root mean square per root of a layer. Largest found on the random models of two and three layers
    // (48 and 64 tokens of 288): 0.002 for halves, 0.011 for BF16, 0.049 for whatever is quantised.
    private const double Halves = 0.006;
    private const double Brain = 0.03;
    private const double Quantised = 0.12;

    /// <summary>The bound for one file.</summary>
    /// <param name="file">The model.</param>
    /// <param name="logitSize">Root mean square of the logits.</param>
    public static double Of(GgufFile file, double logitSize)
    {
        var types = file.Tensors.Where(t => t.Extents.Count > 1).Select(t => t.Type).ToHashSet();
        var share = types.Any(t => t is not (GgmlType.F32 or GgmlType.F16 or GgmlType.BF16)) ? Quantised
            : types.Contains(GgmlType.BF16) ? Brain
            : types.Contains(GgmlType.F16) || LooksGeluUp(file) ? Halves
            : 0;
        return Math.Max(Exact, share * logitSize * Math.Sqrt(file.Whole($"{file.Text("general.architecture")}.block_count") ?? 1));
    }

    // The processor's gelu is a table over halves, whatever the weights are.
    private static bool LooksGeluUp(GgufFile file) =>
        file.Text("general.architecture")?.StartsWith("gemma", StringComparison.Ordinal) == true;
}
