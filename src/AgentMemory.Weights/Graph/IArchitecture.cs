namespace AgentMemory.Weights;

/// <summary>How models of one architecture turn tokens into the last hidden state. One file each.</summary>
internal interface IArchitecture
{
    /// <summary>As in <c>general.architecture</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Why this graph cannot compute the file, or null. A graph that left out a tensor would train another model than the
    /// one that plays, so every tensor must be known.
    /// </summary>
    string? WhyNot(ModelShape shape, IReadOnlyCollection<string> tensors);

    /// <summary>The hidden state behind the last norm, [width, tokens].</summary>
    nint Hidden(ForwardPass pass);
}

/// <summary>The architectures that can be trained.</summary>
internal static class Architectures
{
    private static readonly IArchitecture[] All = [new LlamaArchitecture()];

    /// <summary>Names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(a => a.Name));

    public static IArchitecture? Find(string name) => Array.Find(All, a => a.Name == name);
}
