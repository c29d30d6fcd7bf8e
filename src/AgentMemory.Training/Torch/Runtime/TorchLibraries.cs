using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using AgentMemory.Core;

namespace AgentMemory.Training.Torch.Runtime;

/// <summary>
/// Finds and loads libtorch and TorchSharp's shim before TorchSharp looks for them, so that a failure is told in one line with
/// its remedy. TorchSharp asks for "torch_cpu" or "torch_cuda" and then for "LibTorchSharp" by the ordinary probing, the last
/// station of which is the event used here.
/// </summary>
internal static class TorchLibraries
{
    /// <summary>A folder with another libtorch of the same release (a Python torch's lib).</summary>
    public const string FolderVariable = "AGENTMEMORY_LIBTORCH";

    private const string Shim = "LibTorchSharp";
    private const string NewerVersion = "GLIBCXX_3.4.32";
    private static readonly string[] Order = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    /// <summary>Whether the libraries are those for CUDA; loads nothing.</summary>
    public static bool HasCuda => Folder() is { } folder && File.Exists(In(folder, "torch_cuda"));

    /// <summary>Loads the libraries for good.</summary>
    /// <param name="remark">Told once where the shim had to be adapted.</param>
    /// <exception cref="UserErrorException">They are not there or do not load.</exception>
    public static void Load(Action<string> remark)
    {
        var folder = Folder();
        if (folder is null)
        {
            throw new UserErrorException(
                $"training needs libtorch, which is not here for {RuntimeInformation.RuntimeIdentifier}: it exists for linux-x64, osx-arm64, "
                + "win-x64 and win-arm64, and a build with AgentMemoryTraining=none leaves it out");
        }

        if (!File.Exists(In(folder, "torch_cpu")))
        {
            throw new UserErrorException(
                $"training needs libtorch, and {FolderVariable} is {folder}, which holds no {Path.GetFileName(In(folder, "torch_cpu"))}; "
                + "name the folder lib of a PyTorch, or leave the variable out");
        }

        var shim = Folders().Prepend(folder).Select(f => In(f, Shim)).FirstOrDefault(File.Exists)
            ?? throw new UserErrorException($"training needs {Path.GetFileName(In(folder, Shim))}, which is not beside the program; build it again");
        foreach (var path in Order.Select(name => In(folder, name)).Where(File.Exists))
        {
            LoadOrTell(path);
        }

        var handle = NativeLibrary.TryLoad(shim, out var loaded) ? loaded : LoadAdapted(shim, remark);
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name switch
        {
            "torch_cpu" or "torch_cuda" when File.Exists(In(folder, name)) => NativeLibrary.Load(In(folder, name)),
            Shim => handle,
            _ => 0,
        };
    }

    private static string? Folder() => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } stated
        ? stated
        : Folders().FirstOrDefault(f => File.Exists(In(f, "torch_cpu")));

    private static IEnumerable<string> Folders() =>
        ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string) ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Prepend(AppContext.BaseDirectory);

    private static string In(string folder, string name) => Path.Combine(
        folder, OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so");

    private static nint LoadOrTell(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new UserErrorException(
                $"training's library {path} does not load: {e.Message.ReplaceLineEndings(" ")}; it needs glibc 2.34 or newer and the C++ runtime", e);
        }
    }

    // Never in place: with hard links the file in the output is the package cache's.
    private static nint LoadAdapted(string shim, Action<string> remark)
    {
        var bytes = OperatingSystem.IsLinux() ? ElfVersions.WithWeakNeed(File.ReadAllBytes(shim), NewerVersion) : null;
        if (bytes is null)
        {
            return LoadOrTell(shim);
        }

        var folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : Path.GetTempPath(),
            ".cache", "agentmemory", Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache)
        {
            folder = Path.Combine(cache, "agentmemory", Path.GetFileName(folder));
        }

        var path = Path.Combine(folder, Path.GetFileName(shim));
        try
        {
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            {
                Directory.CreateDirectory(folder);
                var partial = $"{path}.{Environment.ProcessId}.partial";
                File.WriteAllBytes(partial, bytes);
                File.Move(partial, path, overwrite: true);
                remark($"this system's C++ library is older than GCC 13: training uses a copy of its shim that does without {NewerVersion}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"training's shim needs libstdc++ of GCC 13 (Debian 13, Ubuntu 24.04 or newer), and the copy that does without it cannot be "
                + $"written: {e.Message}; set XDG_CACHE_HOME to a folder that can be written to",
                e);
        }

        return LoadOrTell(path);
    }
}
