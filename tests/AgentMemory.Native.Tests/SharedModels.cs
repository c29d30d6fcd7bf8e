using System.Runtime.CompilerServices;

namespace AgentMemory.Native.Tests;

/// <summary>
/// Small real models that lie beside the repository on some machines. Their tests skip themselves elsewhere.
/// </summary>
internal static class SharedModels
{
    internal static string Folder { get; } = FindFolder();

    internal static string Path(string file) => System.IO.Path.Combine(Folder, file);

    private static string FindFolder([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(
            System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "models"));
}

/// <summary>
/// A test that needs a file of <see cref="SharedModels"/>; without it the test is skipped and says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedModelFactAttribute : FactAttribute
{
    public SharedModelFactAttribute(string file)
    {
        if (!File.Exists(SharedModels.Path(file)))
        {
            Skip = $"../shared/models/{file} is not there";
        }
    }
}
