namespace AgentMemory.Gguf;

/// <summary>
/// A model or adapter file cannot be used. The message names the file, what is wrong with figures, and the remedy.
/// </summary>
public sealed class ModelFileException : Exception
{
    /// <param name="path">The file.</param>
    /// <param name="what">Goes behind the file's name: "is cut short: ... Copy it again."</param>
    public ModelFileException(string path, string what)
        : base($"{path} {what}".ReplaceLineEndings(" "))
    {
        Path = path;
        What = what;
    }

    /// <summary>As above, keeping what caused it.</summary>
    public ModelFileException(string path, string what, Exception cause)
        : base($"{path} {what}".ReplaceLineEndings(" "), cause)
    {
        Path = path;
        What = what;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong and the remedy, without the file's name.</summary>
    public string What { get; }
}
