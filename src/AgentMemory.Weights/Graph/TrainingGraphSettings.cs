using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>What a graph is for.</summary>
public enum GraphPurpose
{
    /// <summary>Logits and log-probabilities alone.</summary>
    Evaluate,

    /// <summary>Gradients of an adapter; the base stays as it is, in any type.</summary>
    TrainAdapter,

    /// <summary>Gradients of every weight; the file must be F32.</summary>
    TrainEverything,
}

/// <summary>What a training graph is built from, beside the model file.</summary>
public sealed record TrainingGraphSettings
{
    public required GraphPurpose Purpose { get; init; }

    public required BatchShape Batch { get; init; }

    /// <summary>Needed to train an adapter; to evaluate, the adapter worn, if any.</summary>
    public AdapterShape? Adapter { get; init; }

    /// <summary>
    /// Type of the frozen weights' stored transposes: F32 gives exact gradients, BF16 half the memory and nearly twice the
    /// speed on processors that know it. Adapter training only.
    /// </summary>
    public GgmlType TransposeType { get; init; } = GgmlType.F32;

    /// <summary>
    /// Tokens of context that the engine is opened with; by them llama.cpp chooses between Phi-3's factors for short and for
    /// long contexts, however long a text really is. Null: as long as a row.
    /// </summary>
    public int? ContextTokens { get; init; }

    /// <summary>Threads on a processor. Never more than there are cores: waiting threads spin.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The device's name as the libraries give it, or null for the processor.</summary>
    public string? Device { get; init; }

    /// <summary>False computes products and attention by ggml's kernels on the processor too, as a graphics card does.</summary>
    public bool OwnKernels { get; init; } = true;

    internal bool UsesOwnKernels => OwnKernels && Device is null && MatrixProduct.IsFast;

    /// <summary>
    /// The own attention knows neither caps on scores nor windows; a model with either, unless rows are no longer than the
    /// window, takes ggml's softmax over masked scores.
    /// </summary>
    internal bool PacksAttention(ModelShape shape) =>
        UsesOwnKernels && shape.AttentionCap == 0 && !shape.HidesWithin(Batch.RowTokens);

    /// <summary>Rules the adapter's first weights, and what dropout leaves out.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Share of the adapter's inner numbers (A x, one per rank and token) that a training pass leaves out, each by chance; the
    /// rest is raised to make up for it. Evaluation leaves out none.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>Batches may carry whole distributions to be matched; takes vocabulary x predictions numbers a batch.</summary>
    public bool SoftTargets { get; init; }

    /// <summary>Adapters that the base wears and that stay as they are.</summary>
    public IReadOnlyList<WornWeights> Worn { get; init; } = [];
}
