using Xunit;

namespace AgentMemory.Testing;

/// <summary>
/// Text that a file of the repository holds word for word. After a wanted change run the tests once with AGENTMEMORY_RECORD=1 and read
/// the difference.
/// </summary>
public static class GoldenFile
{
    /// <summary>The variable that has golden files written anew.</summary>
    public const string Variable = "AGENTMEMORY_RECORD";

    /// <summary>Holds a text against its file, or writes the file where <see cref="Variable"/> is 1.</summary>
    /// <param name="actual">The text as it is now, with line ends of one character.</param>
    /// <param name="parts">The file's place below the repository's root.</param>
    public static void Same(string actual, params ReadOnlySpan<string> parts)
    {
        var file = RepositoryFiles.Path(parts);
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{file} is not there; run with {Variable}=1 and read what it wrote");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
