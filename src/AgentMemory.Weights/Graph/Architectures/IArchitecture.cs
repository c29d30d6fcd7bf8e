using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>How models of one architecture turn tokens into the last hidden state. One file each.</summary>
internal interface IArchitecture
{
    /// <summary>As in <c>general.architecture</c>.</summary>
    string Name { get; }

    /// <summary>Adds to the measures that all share what this architecture's metadata states, or leaves unsaid.</summary>
    ModelShape Complete(ModelShape shape, GgufFile file);

    /// <summary>Why llama.cpp's graph, and so this one, cannot compute such a shape, or null.</summary>
    string? WhyNot(ModelShape shape);

    /// <summary>
    /// Every tensor that a file of this shape may hold. A graph that left one out would train another model than the one that
    /// plays, so a tensor that is not named here makes a file unfit.
    /// </summary>
    IEnumerable<ExpectedTensor> Tensors(ModelShape shape);

    /// <summary>The hidden state behind the last norm, [width, tokens].</summary>
    nint Hidden(ForwardPass pass);
}

/// <summary>The architectures that can be trained.</summary>
internal static class Architectures
{
    private static readonly IArchitecture[] All =
    [
        new LlamaArchitecture(), new Qwen2Architecture(), new Qwen3Architecture(), new Gemma2Architecture(),
        new Gemma3Architecture(), new Phi3Architecture(), new Olmo2Architecture(),
    ];

    /// <summary>Names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(a => a.Name));

    public static IArchitecture? Find(string name) => Array.Find(All, a => a.Name == name);
}
