namespace AgentMemory.Core.Words;

/// <summary>Word lists that are part of this assembly: one word a line, in alphabetical order.</summary>
internal static class WordPool
{
    public static IReadOnlyList<string> Read(string resource)
    {
        using var stream = typeof(WordPool).Assembly.GetManifestResourceStream(resource)
            ?? throw new System.Diagnostics.UnreachableException($"{resource} is embedded in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
