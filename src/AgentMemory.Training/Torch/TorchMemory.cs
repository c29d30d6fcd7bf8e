using System.Runtime.Intrinsics.X86;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Base;

namespace AgentMemory.Training.Torch;

/// <summary>How a base is held, what a trainer over TorchSharp takes, and whether it computes layers again in the backward pass.</summary>
internal static class TorchMemory
{
    /// <summary>Below it products are so small that rounding inputs costs more than BF16 gains.</summary>
    private const long BrainFloatWeightsMin = 5_000_000;

    // The output layer's logits, their logarithms and slopes, a few places at a time.
    private const long OutputBytes = 4L * 3 * Scratch.BlockElements;

    // What the process has before any model: .NET, libtorch's code and tables. Measured: 160 to 200 MiB.
    private const long RuntimeBytes = 180L * 1_024 * 1_024;

    // Rows of a large output layer that are made F32 at once.
    private const long BlockBytes = sizeof(float) * Scratch.BlockElements;

    /// <summary>The form in which the base is held, and why, in words.</summary>
    /// <param name="wanted">As asked for.</param>
    /// <param name="shape">The model.</param>
    /// <param name="onProcessor">False on a graphics card.</param>
    public static (BaseWeights Kind, string Why) BaseOf(BaseWeights wanted, ModelShape shape, bool onProcessor)
    {
        if (wanted != BaseWeights.Auto)
        {
            return wanted == BaseWeights.File && !onProcessor
                ? throw new UserErrorException("the base as its file stores it (--base file) takes the processor; take bf16 or f32 on a graphics card")
                : (wanted, $"{wanted}, as asked for");
        }

        if (shape.Weights < BrainFloatWeightsMin)
        {
            return (BaseWeights.F32, "F32: the model is small");
        }

        return !onProcessor || HasBrainFloat()
            ? (BaseWeights.BF16, "BF16: the model is large enough, and the device multiplies BF16 fast")
            : (BaseWeights.F32, "F32: this processor does not multiply BF16 fast");
    }

    /// <summary>What a trainer will take, and whether it has to compute layers again.</summary>
    /// <param name="file">The model; null for one that is yet to be made.</param>
    /// <param name="shape">Of the model.</param>
    /// <param name="settings">As asked for.</param>
    /// <param name="onProcessor">False on a graphics card.</param>
    /// <param name="keptBytesMax">Activations beyond it are computed again.</param>
    public static (MemoryEstimate Memory, bool Recomputes) Of(
        GgufFile? file, ModelShape shape, TrainerSettings settings, bool onProcessor, long keptBytesMax)
    {
        var everything = settings.Purpose == TrainingPurpose.TrainEverything;
        var trained = everything ? shape.Weights : settings.Adapter?.WeightsFor(shape) ?? 0;
        long tokens = settings.Batch.Tokens;
        // Per token of a layer, what autograd keeps: the stream before and after each norm, q, k, v with their repetitions, the
        // mixed heads; gate, up and their product; as many numbers again of the adapter's outputs; and its inner numbers.
        var queries = (long)shape.Heads * shape.HeadWidth;
        var inner = (settings.Adapter?.Rank ?? 0) * 2L * shape.Linears().Count();
        var perToken = (6L * shape.Width) + (8 * queries) + (6L * shape.FeedForward) + inner;
        var scores = shape.AttentionCap == 0 ? 0 : 4L * shape.Heads * settings.Batch.RowTokens;
        var layer = sizeof(float) * tokens * (perToken + scores);
        var kept = shape.Layers * layer;
        // Whoever holds a base as stored is short of memory.
        var bound = !everything && BaseOf(settings.Base, shape, onProcessor).Kind == BaseWeights.File ? Math.Min(keptBytesMax, layer) : keptBytesMax;
        var recomputes = settings.Purpose != TrainingPurpose.Evaluate && kept > bound;
        var streams = sizeof(float) * tokens * shape.Width * (shape.Layers + 4L);
        var activations = settings.Purpose == TrainingPurpose.Evaluate ? layer : recomputes ? streams + (2 * layer) : kept + layer;
        var output = Math.Min(OutputBytes, 3L * sizeof(float) * settings.Batch.Predictions * shape.Vocabulary);
        var held = everything ? 0 : BaseBytes(file, shape, settings, onProcessor);
        return (new MemoryEstimate(held, 16 * trained, activations + output + RuntimeBytes), recomputes);
    }

    private static long BaseBytes(GgufFile? file, ModelShape shape, TrainerSettings settings, bool onProcessor) =>
        BaseOf(settings.Base, shape, onProcessor).Kind switch
        {
            BaseWeights.BF16 => (2 * shape.Weights) + (2 * BlockBytes),
            BaseWeights.File => (file?.Tensors.Sum(t => t.Bytes) ?? 0) + (2 * BlockBytes),
            _ => sizeof(float) * shape.Weights,
        };

    // CPUID leaf 7: AVX512_BF16 (sub-leaf 1, EAX bit 5) and AMX-BF16 (sub-leaf 0, EDX bit 22); Intel's manual, volume 2A.
    private static bool HasBrainFloat()
    {
        if (!X86Base.IsSupported)
        {
            return false;
        }

        var (eax, _, _, _) = X86Base.CpuId(7, 1);
        var (_, _, _, edx) = X86Base.CpuId(7, 0);
        return ((eax >> 5) & 1) != 0 || ((edx >> 22) & 1) != 0;
    }
}
