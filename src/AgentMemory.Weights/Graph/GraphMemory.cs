using AgentMemory.Gguf;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>What a training graph takes, from shapes alone.</summary>
internal static class GraphMemory
{
    /// <summary>For a model in a file.</summary>
    public static MemoryEstimate Of(GgufFile file, ModelShape shape, TrainingGraphSettings settings) =>
        Of(file.Tensors.Sum(t => t.Bytes), IsF32(file), shape, settings);

    /// <summary>For a model that is yet to be made.</summary>
    public static MemoryEstimate Of(long stored, bool isF32, ModelShape shape, TrainingGraphSettings settings)
    {
        var everything = settings.Purpose == TrainingPurpose.TrainEverything;
        var backward = settings.Purpose != TrainingPurpose.Evaluate;
        var trained = everything ? shape.Weights : settings.Adapter?.WeightsFor(shape) ?? 0;
        var turned = shape.LinearWeights + ((long)shape.Width * shape.Vocabulary);
        var batch = settings.Batch;
        long tokens = batch.Tokens;
        // Per token of a layer: the norms, q, k, v and their permuted copies, the mixed heads and residuals (about 14
        // widths) and gate, up, their product and transposes (about 5 feed-forwards); per pair of tokens and head the
        // scores and their softmax.
        var perLayer = (4 * tokens * ((14L * shape.Width) + (5L * shape.FeedForward)))
            + (settings.PacksAttention(shape) ? 0 : 2 * 4 * tokens * batch.RowTokens * shape.Heads);
        var head = (settings.SoftTargets ? 6L : 3L) * 4 * batch.Predictions * shape.Vocabulary;
        var mask = settings.PacksAttention(shape) ? 0 : 2L * tokens * batch.RowTokens;
        var activations = head + mask + (backward ? shape.Layers * perLayer : 2 * perLayer);
        var transposes = settings.Purpose == TrainingPurpose.TrainAdapter && !(settings.UsesOwnKernels && isF32)
                ? GgmlTypeLayout.RowBytes(settings.TransposeType, 32) * turned / 32
                : 0;
        return new MemoryEstimate((everything ? 0 : stored) + transposes, 16 * trained, activations);
    }

    // Own products take no transposes of F32 weights; files of the other types hold hardly any.
    private static bool IsF32(GgufFile file) => file.Tensors.All(t => t.Type == GgmlType.F32);
}
