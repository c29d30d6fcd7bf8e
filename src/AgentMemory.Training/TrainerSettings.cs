using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training;

/// <summary>What a trainer is for.</summary>
public enum TrainingPurpose
{
    /// <summary>Logits and log-probabilities alone.</summary>
    Evaluate,

    /// <summary>Gradients of an adapter; the base stays as it is, in any type.</summary>
    TrainAdapter,

    /// <summary>Gradients of every weight; the file must be F32.</summary>
    TrainEverything,
}

/// <summary>How the frozen base model is held while an adapter is trained.</summary>
public enum BaseWeights
{
    /// <summary>F32 or BF16, by the model's size and what the device computes fast.</summary>
    Auto,

    /// <summary>Exact: 4 bytes a weight.</summary>
    F32,

    /// <summary>2 bytes a weight; products take inputs rounded to BF16 and sum in F32.</summary>
    BF16,

    /// <summary>As in the file, quantised; made F32 layer by layer, in the forward pass and again in the backward pass.</summary>
    File,
}

/// <summary>What a trainer is opened with, beside the model file.</summary>
public record TrainerSettings
{
    public required TrainingPurpose Purpose { get; init; }

    /// <summary>The measures of every batch.</summary>
    public required BatchShape Batch { get; init; }

    /// <summary>Needed to train an adapter; to evaluate, the adapter that is attached, if any.</summary>
    public AdapterShape? Adapter { get; init; }

    /// <summary>How the frozen base is held.</summary>
    public BaseWeights Base { get; init; }

    /// <summary>
    /// Tokens of context that the inference engine is opened with; by them llama.cpp chooses between Phi-3's factors for short and
    /// for long contexts, however long a text really is. Null: as long as a row.
    /// </summary>
    public int? ContextTokens { get; init; }

    /// <summary>Threads on a processor. Never more than there are cores.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The device's name, or null for the processor.</summary>
    public string? Device { get; init; }

    /// <summary>Rules the adapter's first weights, and what dropout leaves out.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Share of the adapter's inner numbers (A x, one per rank and token) that a training pass leaves out, each by chance; the
    /// rest is raised to make up for it. Evaluation leaves out none.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>Adapters that are attached to the base and stay as they are.</summary>
    public IReadOnlyList<WornWeights> Worn { get; init; } = [];
}
