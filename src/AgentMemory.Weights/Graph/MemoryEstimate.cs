using AgentMemory.Core;
using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>What a training graph will take, estimated before anything is allocated.</summary>
/// <param name="WeightBytes">The model as stored.</param>
/// <param name="TransposeBytes">Transposes of frozen weights.</param>
/// <param name="TrainedBytes">Trained weights with gradients and two moments, 16 bytes each.</param>
/// <param name="ActivationBytes">Intermediate results that the backward pass needs.</param>
public sealed record MemoryEstimate(long WeightBytes, long TransposeBytes, long TrainedBytes, long ActivationBytes)
{
    public long TotalBytes => WeightBytes + TransposeBytes + TrainedBytes + ActivationBytes;

    /// <summary>Counts from the shapes alone.</summary>
    public static MemoryEstimate Of(GgufFile file, ModelShape shape, TrainingGraphSettings settings) =>
        Of(file.Tensors.Sum(t => t.Bytes), IsF32(file), shape, settings);

    /// <summary>What training a model from nothing will take, before it is made; its vocabulary is taken for as large as the plan allows.</summary>
    public static MemoryEstimate OfPretraining(PretrainPlan plan)
    {
        var shape = plan.Shape.ModelShape(plan.Shape.VocabularySize);
        return Of(0, isF32: true, shape, new TrainingGraphSettings
        {
            Purpose = GraphPurpose.TrainEverything,
            // How many places are predicted is known when the corpus is there; the graph counts them then.
            Batch = new BatchShape(plan.Course.Rows, plan.Course.RowTokens, BatchShape.PlacesStep),
        });
    }

    private static MemoryEstimate Of(long stored, bool isF32, ModelShape shape, TrainingGraphSettings settings)
    {
        var everything = settings.Purpose == GraphPurpose.TrainEverything;
        var backward = settings.Purpose != GraphPurpose.Evaluate;
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
        return new MemoryEstimate(
            everything ? 0 : stored,
            settings.Purpose == GraphPurpose.TrainAdapter && !(settings.UsesOwnKernels && isF32)
                ? GgmlTypeLayout.RowBytes(settings.TransposeType, 32) * turned / 32
                : 0,
            16 * trained,
            activations);
    }

    // Own products take no transposes of F32 weights; files of the other types hold hardly any.
    private static bool IsF32(GgufFile file) => file.Tensors.All(t => t.Type == GgmlType.F32);

    /// <summary>Refuses what this machine cannot hold.</summary>
    /// <exception cref="UserErrorException">More than the free memory is needed; the message has the figures.</exception>
    public void RefuseIfTooLarge(string modelPath)
    {
        var free = MachineMemory.AvailableBytes();
        if (TotalBytes > free)
        {
            throw new UserErrorException(
                $"training {modelPath} would take {MiB(TotalBytes)} (weights {MiB(WeightBytes)}, transposes {MiB(TransposeBytes)}, "
                + $"trained {MiB(TrainedBytes)}, intermediate results {MiB(ActivationBytes)}) and {MiB(free)} are available; "
                + "take fewer tokens in a batch, a lower rank, or BF16 transposes");
        }

        static string MiB(long bytes) => $"{bytes / (1 << 20)} MiB";
    }
}
