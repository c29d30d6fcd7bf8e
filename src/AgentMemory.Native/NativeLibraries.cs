using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AgentMemory.Native;

/// <summary>
/// Finds and loads the shared libraries. The names carry versions and devices (libllama.v0.5.0.so,
/// libllama.cuda.v0.5.0.so, llama.dll), so they are found by pattern; each finds the others beside itself.
/// </summary>
public static partial class NativeLibraries
{
    /// <summary>Names a folder of one's own libraries.</summary>
    public const string FolderVariable = "AGENTMEMORY_NATIVE";

    internal const string Llama = "llama";
    internal const string Ggml = "ggml";
    internal const string GgmlBase = "ggml-base";

    private static readonly Lock Gate = new();
    private static string? _folder;
    private static bool _connected;

    /// <summary>
    /// The package's name for this platform, without a device: linux-x64, mac-arm64-metal, win-x64, ...
    /// </summary>
    public static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "mac" : "linux";
            var platform = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
            return platform == "mac-arm64" ? "mac-arm64-metal" : platform;
        }
    }

    /// <summary>The folder that holds the libraries for the device.</summary>
    /// <exception cref="NativeLibraryException">
    /// There is none; the message lists where it looked and what to do.
    /// </exception>
    public static string Locate(NativeDevice device)
    {
        var named = Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return FindFile(named, Llama) is null
                ? throw new NativeLibraryException(
                    $"{FolderVariable} names {named}, which holds no llama library. Name a folder that does, or unset "
                        + "it.")
                : named;
        }

        var candidates = Candidates(device).ToArray();
        return candidates.FirstOrDefault(folder => FindFile(folder, Llama) is not null)
            ?? throw new NativeLibraryException(NotFound(device, candidates[0]));
    }

    internal static void Connect(string folder)
    {
        lock (Gate)
        {
            _folder = folder;
            if (!_connected)
            {
                NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
                _connected = true;
            }
        }

        foreach (var name in new[] { GgmlBase, Ggml, Llama })
        {
            Resolve(name, typeof(NativeLibraries).Assembly, null);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name is not (Llama or Ggml or GgmlBase))
        {
            return 0;
        }

        var folder = _folder ?? throw new NativeLibraryException("A native call came before NativeRuntime.Start().");
        var file = FindFile(folder, name)
            ?? throw new NativeLibraryException($"{folder} holds no {name} library. {Cures}");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception cause) when (cause is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLibraryException($"{file} cannot be loaded: {cause.Message.ReplaceLineEndings(" ")} "
                + $"{Cures}", cause);
        }
    }

    private static string Cures =>
        "Causes and cures: the C library is older than glibc 2.34 (take a newer system); libgomp or libstdc++ is "
            + "missing "
        + "(install libgomp1 and libstdc++6); the package is for another processor or incomplete (delete node_modules "
        + $"and build again); {FolderVariable} names the wrong folder (unset it).";

    private static string NotFound(NativeDevice device, string first)
    {
        var package = device is NativeDevice.Cuda or NativeDevice.Vulkan
            ? $"{Platform}-{device.ToString().ToLowerInvariant()}" : Platform;
        return $"The native libraries for {package} are missing; looked in {first} and in "
            + $"node_modules/@node-llama-cpp/{package} "
            + "above it. Build the solution (it brings them by npm), or run 'npm install --no-save "
            + $"@node-llama-cpp/{package}@3.22.1' in the repository, or name a folder of llama.cpp v0.5.0 libraries in "
            + $"{FolderVariable}.";
    }

    private static IEnumerable<string> Candidates(NativeDevice device)
    {
        yield return Path.Combine(AppContext.BaseDirectory, "native");
        string[] packages = device switch
        {
            NativeDevice.Cpu => [Platform],
            NativeDevice.Cuda => [Platform + "-cuda"],
            NativeDevice.Vulkan => [Platform + "-vulkan"],
            _ => [Platform + "-cuda", Platform + "-vulkan", Platform],
        };
        foreach (var package in packages)
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                yield return Path.Combine(at.FullName, "node_modules", "@node-llama-cpp", package, "bins", package);
            }
        }
    }

    private static string? FindFile(string folder, string name) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
                .FirstOrDefault(file => LibraryName().Match(Path.GetFileName(file)) is { Success: true } match
                    && match.Groups["name"].Value == name)
            : null;

    /// <summary>
    /// The name ends at the first dot, so that libllama-common and libggml-cpu-zen4 are other libraries.
    /// </summary>
    [GeneratedRegex(@"^(lib)?(?<name>[a-z0-9-]+)(\.[a-z0-9.]+)?\.(so|dylib|dll)$")]
    private static partial Regex LibraryName();
}
