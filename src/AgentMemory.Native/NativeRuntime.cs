using System.Runtime.InteropServices;

namespace AgentMemory.Native;

/// <summary>
/// Starts llama.cpp and ggml, once per process and thread-safely: libraries, log, backends with the processor variant
/// that suits this machine best, and the check that the libraries lay out their structs as we do.
/// </summary>
public static class NativeRuntime
{
    /// <summary>The llama.cpp release whose headers our structs mirror.</summary>
    public const string LlamaRelease = "0.5.0";

    /// <summary>The ggml release that belongs to it.</summary>
    public const string GgmlRelease = "0.25.1";

    private static readonly Lock Gate = new();
    private static bool _started;
    private static string _folder = "";
    private static IReadOnlyList<NativeDeviceCard> _devices = [];

    /// <summary>The folder the libraries came from; empty before <see cref="Start"/>.</summary>
    public static string Folder => _folder;

    /// <summary>
    /// The devices the libraries found; the processor is always among them. Empty before <see cref="Start"/>.
    /// </summary>
    public static IReadOnlyList<NativeDeviceCard> Devices => _devices;

    /// <summary>
    /// Starts the engine, or does nothing when it runs. The first caller's wish decides which libraries are loaded,
    /// since a process can hold one set only.
    /// </summary>
    /// <exception cref="NativeLibraryException">
    /// The libraries are missing, cannot be loaded, or are another release.
    /// </exception>
    public static void Start(NativeDevice device = NativeDevice.Auto)
    {
        if (Volatile.Read(ref _started))
        {
            return;
        }

        lock (Gate)
        {
            if (_started)
            {
                return;
            }

            var folder = NativeLibraries.Locate(device);
            NativeLibraries.Connect(folder);
            CheckRelease(folder);
            LayoutCheck.Verify();
            NativeLog.Connect();
            Ggml.ggml_backend_load_all_from_path(folder);
            Llama.llama_backend_init();
            _devices = FindDevices();
            if (_devices.Count == 0)
            {
                throw new NativeLibraryException(
                    $"{folder} holds no backend for this processor. Delete node_modules and build again. "
                        + $"{NativeLog.LastWords()}");
            }

            _folder = folder;
            Volatile.Write(ref _started, true);
        }
    }

    /// <summary>The text behind a pointer to zero-terminated UTF-8; empty for null.</summary>
    internal static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";

    private static void CheckRelease(string folder)
    {
        var llama = Text(Llama.llama_version());
        var ggml = Text(Ggml.ggml_version());
        if (!llama.StartsWith(LlamaRelease, StringComparison.Ordinal) || ggml != GgmlRelease)
        {
            throw new NativeLibraryException(
                $"{folder} holds llama.cpp {llama} with ggml {ggml}, and this program is made for {LlamaRelease} with "
                + $"{GgmlRelease}: another release may lay out its structs differently. Use the npm package of version "
                + "3.22.1.");
        }
    }

    private static unsafe List<NativeDeviceCard> FindDevices()
    {
        List<NativeDeviceCard> devices = [];
        for (nuint i = 0; i < Ggml.ggml_backend_dev_count(); i++)
        {
            var properties = default(GgmlBackendDevProps);
            Ggml.ggml_backend_dev_get_props(Ggml.ggml_backend_dev_get(i), &properties);
            devices.Add(new NativeDeviceCard
            {
                Name = Text((nint)properties.Name),
                Description = Text((nint)properties.Description).Trim(),
                IsGraphics = properties.Type is 1 or 2,
                MemoryBytes = (long)properties.MemoryTotal,
            });
        }

        return devices;
    }
}
