using AgentMemory.Gguf;

namespace AgentMemory.Training.Architectures;

/// <summary>Where a block normalises.</summary>
public enum NormPlacement
{
    /// <summary>Before attention and before the feed-forward part: llama and its relatives.</summary>
    Before,

    /// <summary>After each of them alone: OLMo 2.</summary>
    After,

    /// <summary>Before and after: Gemma.</summary>
    Around,
}

/// <summary>What is normalised of queries and keys before positions rotate them.</summary>
public enum HeadNorm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each head by itself (Qwen 3, Gemma 3).</summary>
    Each,

    /// <summary>All heads as one vector (OLMo 2).</summary>
    All,
}

/// <summary>Which numbers of a head are rotated together.</summary>
public enum RotaryPairs
{
    /// <summary>2i and 2i + 1, as GGUF lays llama's queries and keys out.</summary>
    Neighbours,

    /// <summary>i and i + half (GPT-NeoX).</summary>
    Halves,
}

/// <summary>What the gate of the feed-forward part goes through.</summary>
public enum GateActivation
{
    /// <summary>x sigmoid(x).</summary>
    Silu,

    /// <summary>x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), Hendrycks and Gimpel 2016, section 2.</summary>
    GeluTanh,
}

/// <summary>How models of one architecture turn tokens into the last hidden state. One record each.</summary>
public sealed record Architecture
{
    /// <summary>As in <c>general.architecture</c>.</summary>
    public required string Name { get; init; }

    public NormPlacement Norms { get; init; }

    public HeadNorm HeadNorm { get; init; }

    public RotaryPairs Pairs { get; init; } = RotaryPairs.Halves;

    public GateActivation Activation { get; init; }

    /// <summary>Adds to the measures that all share what this architecture's metadata states, or leaves unsaid.</summary>
    public Func<ModelShape, GgufFile, ModelShape> Complete { get; init; } = (shape, _) => shape;

    /// <summary>Why llama.cpp's graph, and so training, cannot compute such a shape, or null.</summary>
    public Func<ModelShape, string?> WhyNot { get; init; } = _ => null;

    /// <summary>
    /// Every tensor that a file of this shape may hold. A decoder that left one out would train another model than the one that
    /// plays, so a tensor that is not named here makes a file unfit.
    /// </summary>
    internal Func<ModelShape, IEnumerable<ExpectedTensor>> Tensors { get; init; } = _ => [];
}

/// <summary>The architectures that can be trained.</summary>
public static class KnownArchitectures
{
    private static readonly Architecture[] All =
    [
        LlamaArchitecture.Description, Qwen2Architecture.Description, Qwen3Architecture.Description, Gemma2Architecture.Description,
        Gemma3Architecture.Description, Phi3Architecture.Description, Olmo2Architecture.Description,
    ];

    /// <summary>Names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(a => a.Name));

    /// <summary>The architecture of that name, or null.</summary>
    public static Architecture? Find(string name) => Array.Find(All, a => a.Name == name);
}
