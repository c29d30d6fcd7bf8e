using AgentMemory.Gguf;
using AgentMemory.Inference.Llama;

namespace AgentMemory.Inference.Loading;

/// <summary>
/// How a model is run. What is left null is chosen; <see cref="LocalModel.Choices"/> says what and why.
/// </summary>
public sealed record EngineOptions
{
    /// <summary>auto, cpu or cuda.</summary>
    public InferenceDevice Device { get; init; } = InferenceDevice.Auto;

    /// <summary>Threads of the processor, at most as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Sequences that share a batch, 1 to 64. Further requests wait their turn in waves.</summary>
    public int Slots { get; init; } = 16;

    /// <summary>The context window of one sequence in tokens.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Memory for the key-value cache of all sequences together, in bytes.</summary>
    public long CacheBytesMax { get; init; } = 1L << 30;

    /// <summary>
    /// True keeps keys and values in F32 and computes attention step by step, as the trainer does; false takes
    /// F16 and flash attention. What <see cref="CacheType"/> and <see cref="FlashAttention"/> say goes first.
    /// </summary>
    public bool? Exact { get; init; }

    /// <summary>How keys and values are stored: F32, F16, BF16 or Q8_0.</summary>
    public GgmlType? CacheType { get; init; }

    /// <summary>Whether attention is computed without writing all scores. A quantised cache needs it.</summary>
    public bool? FlashAttention { get; init; }

    /// <summary>Bytes that running the model may take; what the machine has available where null.</summary>
    public long? MemoryBytesMax { get; init; }
}
