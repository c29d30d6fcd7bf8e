using AgentMemory.Gguf;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>What a training graph is built from, beside the model file.</summary>
public sealed record TrainingGraphSettings : TrainerSettings
{
    /// <summary>
    /// Type of the frozen weights' stored transposes: F32 gives exact gradients, BF16 half the memory and nearly twice the
    /// speed on processors that know it. Adapter training only.
    /// </summary>
    public GgmlType TransposeType { get; init; } = GgmlType.F32;

    /// <summary>False computes products and attention by ggml's kernels on the processor too, as a graphics card does.</summary>
    public bool OwnKernels { get; init; } = true;

    /// <summary>The graph's settings for what any trainer is asked for.</summary>
    public static TrainingGraphSettings Of(TrainerSettings settings) => settings as TrainingGraphSettings ?? new TrainingGraphSettings
    {
        Purpose = settings.Purpose,
        Batch = settings.Batch,
        Adapter = settings.Adapter,
        Base = settings.Base,
        ContextTokens = settings.ContextTokens,
        Threads = settings.Threads,
        Device = settings.Device,
        Seed = settings.Seed,
        Dropout = settings.Dropout,
        SoftTargets = settings.SoftTargets,
        Worn = settings.Worn,
        TransposeType = settings.Base == BaseWeights.BF16 ? GgmlType.BF16 : GgmlType.F32,
    };

    internal bool UsesOwnKernels => OwnKernels && Device is null && MatrixProduct.IsFast;

    /// <summary>
    /// The own attention knows neither caps on scores nor windows; a model with either, unless rows are no longer than the
    /// window, takes ggml's softmax over masked scores.
    /// </summary>
    internal bool PacksAttention(ModelShape shape) =>
        UsesOwnKernels && shape.AttentionCap == 0 && !shape.HidesWithin(Batch.RowTokens);
}
