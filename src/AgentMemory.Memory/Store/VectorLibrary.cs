using System.Runtime.InteropServices;

namespace AgentMemory.Memory;

/// <summary>Finds the sqlite-vec library: beside the program, up the tree, or in the folder of one's own libraries.</summary>
internal static class VectorLibrary
{
    private const string FolderVariable = "AGENTMEMORY_NATIVE";

    /// <summary>The library's file, or null when there is none for this platform.</summary>
    public static string? Find()
    {
        var own = Environment.GetEnvironmentVariable(FolderVariable);
        return Candidates(own).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Candidates(string? own)
    {
        var (system, ending) = OperatingSystem.IsWindows() ? ("windows", "dll")
            : OperatingSystem.IsMacOS() ? ("darwin", "dylib") : ("linux", "so");
        var library = $"vec0.{ending}";
        if (!string.IsNullOrEmpty(own))
        {
            yield return Path.Combine(own, library);
        }

        yield return Path.Combine(AppContext.BaseDirectory, "native", library);
        var package = $"sqlite-vec-{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            yield return Path.Combine(at.FullName, "node_modules", package, library);
        }
    }
}
