using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Native;

namespace AgentMemory.Inference;

/// <summary>A loaded model without a context: weights, vocabulary, card, and the checked file they came from.</summary>
internal sealed class ModelWeights : IDisposable
{
    private ModelWeights(GgufFile file, ModelCard card, LlamaModelHandle handle, EngineOptions options)
    {
        File = file;
        Card = card;
        Handle = handle;
        Options = options;
        Tokenizer = new Tokenizer(handle, file);
        Threads = Math.Clamp(options.Threads ?? Environment.ProcessorCount, 1, Environment.ProcessorCount);
    }

    internal GgufFile File { get; }

    internal ModelCard Card { get; }

    internal LlamaModelHandle Handle { get; }

    internal EngineOptions Options { get; }

    internal Tokenizer Tokenizer { get; }

    internal int Threads { get; }

    /// <summary>The device that the weights lie on.</summary>
    internal NativeDeviceCard Device =>
        NativeRuntime.Devices.FirstOrDefault(device => UsesGraphics && device.IsGraphics)
        ?? NativeRuntime.Devices.First(device => !device.IsGraphics);

    private bool UsesGraphics => Options.Device != NativeDevice.Cpu;

    /// <summary>Checks a file and loads it.</summary>
    /// <exception cref="ModelFileException">
    /// The file is missing, damaged, another one than the catalogue's, or unknown to llama.cpp.
    /// </exception>
    /// <exception cref="UserErrorException">The device asked for is not there, or the weights exceed the memory.</exception>
    internal static ModelWeights Load(ModelEntry entry, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(options);
        var file = GgufFile.Open(entry.Path);
        LlamaModelHandle? handle = null;
        try
        {
            var card = ModelCardReader.Read(file, entry.Id);
            new MemoryNeed(file.Tensors.Sum(tensor => tensor.Bytes), 0, 0)
                .RefuseIfTooLarge(entry.Path, options.MemoryBytesMax ?? MachineMemory.AvailableBytes());
            StartOn(options.Device);
            var parameters = Llama.llama_model_default_params();
            if (options.Device == NativeDevice.Cpu)
            {
                parameters.NGpuLayers = 0;
            }

            handle = LlamaModelHandle.Load(file, parameters);
            // The file is read for its hash while it is loaded.
            if (entry.Sha256 is { } expected && card.Sha256 != expected)
            {
                throw new ModelFileException(
                    entry.Path,
                    $"is not the file that models.json describes as '{entry.Id}': its sha256 is {card.Sha256} and "
                    + $"{expected} belongs there. Get it again.");
            }

            return new ModelWeights(file, card, handle, options);
        }
        catch
        {
            handle?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Handle.Dispose();
        File.Dispose();
    }

    /// <summary>
    /// llama.cpp takes the processor in silence where a device is missing; a wish is a wish, so this says so.
    /// </summary>
    private static void StartOn(NativeDevice device)
    {
        NativeRuntime.Start(device);
        var isMissing = device switch
        {
            NativeDevice.Cuda => !Has("CUDA"),
            NativeDevice.Vulkan => !Has("Vulkan"),
            _ => false,
        };
        if (isMissing)
        {
            throw new UserErrorException(
                $"--device {device.ToString().ToLowerInvariant()}: no such device was found by the libraries in "
                + $"{NativeRuntime.Folder}; install its driver, or take --device auto");
        }

        static bool Has(string name) => NativeRuntime.Devices.Any(
            card => card.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }
}
