using System.Reflection;
using System.Runtime.InteropServices;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using LLama.Exceptions;
using LLama.Native;

namespace AgentMemory.Inference.Llama;

/// <summary>
/// Loads llama.cpp once per process, as LLamaSharp brings it: only from this program's own folder, with the processor variant that
/// the first model asks for. Thread-safe.
/// </summary>
public static class InferenceRuntime
{
    private static readonly Lock Gate = new();
    private static ProcessorVariant? _variant;
    private static IReadOnlyList<DeviceCard> _devices = [];

    /// <summary>The version of LLamaSharp, which decides that of llama.cpp.</summary>
    public static string Version { get; } = typeof(InferenceRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(entry => entry.Key == "LLamaSharp").Value!;

    /// <summary>The variant that is loaded, null before <see cref="Start"/>.</summary>
    public static ProcessorVariant? Variant => Volatile.Read(ref _variant);

    /// <summary>The devices that were found; the processor is always among them. Empty before <see cref="Start"/>.</summary>
    public static IReadOnlyList<DeviceCard> Devices => _devices;

    /// <summary>Loads llama.cpp, or does nothing when it is loaded: a process can hold one variant.</summary>
    /// <param name="headWidth">Numbers of one head's key in the model that is to run.</param>
    /// <exception cref="BackendException">The native files are missing or cannot be loaded.</exception>
    /// <exception cref="UserErrorException">The variant that the environment names cannot be had.</exception>
    public static void Start(long headWidth)
    {
        if (Variant is not null)
        {
            return;
        }

        lock (Gate)
        {
            if (_variant is not null)
            {
                return;
            }

            var variant = ProcessorVariant.For(headWidth, Environment.GetEnvironmentVariable(ProcessorVariant.EnvironmentVariable));
            Load(variant);
            _devices = FindDevices();
            Volatile.Write(ref _variant, variant);
        }
    }

    /// <summary>The devices that inference can use here and the variant for such heads, in one line; also where nothing can be loaded.</summary>
    /// <param name="headWidth">Numbers of one head's key; 64 where no model is meant.</param>
    public static string Describe(long headWidth = 64)
    {
        try
        {
            Start(headWidth);
            return $"devices for inference: {string.Join(", ", Devices.Select(device => device.Name))}; LLamaSharp {Version}, "
                + $"processor variant {_variant!.Name}: {_variant.Reason}";
        }
        catch (BackendException cause)
        {
            return $"devices for inference: none; {cause.Message}";
        }
    }

    /// <summary>The same for a model.</summary>
    public static string Describe(GgufFile file, ModelCard card) => Describe(MemoryNeed.KeyWidth(file, card));

    private static void Load(ProcessorVariant variant)
    {
        try
        {
            NativeLibraryConfig.All
                // LLamaSharp would look in the current directory first, where a stranger's file may lie.
                .WithSearchDirectory(AppContext.BaseDirectory)
                .WithCuda(HasCudaFiles())
                .WithVulkan(false)
                .WithAvx(variant.Level)
                // A missing variant is an error, never another variant in silence: digits hang on it.
                .WithAutoFallback(false)
                .WithLogCallback(EngineLog.Add);
            NativeApi.llama_empty_call();
        }
        catch (Exception cause) when (cause is RuntimeError or TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new BackendException(
                $"the native files of LLamaSharp {Version} could not be loaded from {Folder()} (variant {variant.Name}): "
                + $"{cause.GetBaseException().Message.ReplaceLineEndings(" ").Split("1. No LLamaSharp")[0].Trim()} Causes and cures: libgomp or "
                + "libstdc++ is missing (install libgomp1 and libstdc++6); the C library is older than glibc 2.34 (take a newer "
                + "system); the folder is incomplete (delete artifacts and build again).",
                cause);
        }
    }

    // The package for CUDA lies beside the others where the program was built with AgentMemoryBackend=cuda12.
    private static bool HasCudaFiles() => Directory.Exists(Path.Combine(Folder(), "cuda12"));

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "runtimes", Platform(), "native");

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.OrdinalIgnoreCase) ? "linux-musl" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    // LLamaSharp shows a device by its buffers alone: CPU, CUDA0, Metal.
    private static DeviceCard[] FindDevices()
    {
        var names = new List<string>();
        for (nuint i = 0; i < NativeApi.ggml_backend_dev_count(); i++)
        {
            var buffers = NativeApi.ggml_backend_dev_buffer_type(NativeApi.ggml_backend_dev_get(i));
            names.Add(Marshal.PtrToStringUTF8(NativeApi.ggml_backend_buft_name(buffers)) ?? "");
        }

        return [.. names.Distinct().Select(name => new DeviceCard(name))];
    }
}
