namespace AgentMemory.Models.Tests.Dequantizing;

/// <summary>golden.txt: what ggml made of the samples.</summary>
internal static class Golden
{
    private static readonly Dictionary<string, string> Hashes = Read();

    /// <summary>The hash of one sample.</summary>
    internal static string Of(string what, string name, string sample) => Hashes[$"{what} {name} {sample}"];

    private static Dictionary<string, string> Read()
    {
        var assembly = typeof(Golden).Assembly;
        var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith("golden.txt", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => line[(line.LastIndexOf(' ') + 1)..], StringComparer.Ordinal);
    }
}
