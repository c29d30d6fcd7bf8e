using AgentMemory.Gguf;

namespace AgentMemory.Cli.Checks;

/// <summary>
/// How far the trainer's logits may be from the engine's. The trainer makes a file's weights F32 and computes in F32; ggml rounds
/// what a product is fed with to the partner of the weights' type: F16 and BF16 to themselves, whatever is quantised to 8 bits a
/// number. So the two part as far as that rounding carries, and no further: a wrong order of rows or a left-out norm moves logits
/// by as much as they differ among each other.
/// </summary>
/// <param name="Mean">Mean difference of a logit.</param>
/// <param name="Largest">Largest difference of a logit.</param>
internal sealed record LogitBound(double Mean, double Largest)
{
    // In shares of the logits' standard deviation over the vocabulary. Found (eval/LOG.md): on random models of 2 to 12 layers and
    // seven forms 1e-6 in F32, 0.0007 in F16, 0.0055 in BF16, 0.016 to 0.026 quantised; on a trained model of 30 layers in Q4_1 0.083.
    private const double Exact = 2e-5;
    private const double Halves = 0.002;
    private const double BrainFloat = 0.012;
    private const double Quantised = 0.03;

    // The largest of a few million differences was 5 to 9 times their mean.
    private const double LargestPerMean = 10;

    // Trained models carry a rounding further from layer to layer than random ones.
    private const double LayersToDouble = 10;

    /// <summary>The bound for one file.</summary>
    /// <param name="file">The model.</param>
    /// <param name="spread">Standard deviation of its logits over the vocabulary.</param>
    public static LogitBound Of(GgufFile file, double spread)
    {
        var types = file.Tensors.Where(t => t.Extents.Count > 1).Select(t => t.Type).ToHashSet();
        var share = types.Any(t => t is not (GgmlType.F32 or GgmlType.F16 or GgmlType.BF16)) ? Quantised
            : types.Contains(GgmlType.BF16) ? BrainFloat
            : types.Contains(GgmlType.F16) || LooksGeluUp(file) ? Halves
            : Exact;
        var layers = share == Exact ? 0 : file.Whole($"{file.Text("general.architecture")}.block_count") ?? 0;
        var mean = share * Math.Max(1, spread) * (1 + (layers / LayersToDouble));
        return new LogitBound(mean, LargestPerMean * mean);
    }

    // The engine's gelu is a table over halves, whatever the weights are.
    private static bool LooksGeluUp(GgufFile file) =>
        file.Text("general.architecture")?.StartsWith("gemma", StringComparison.Ordinal) == true;
}
