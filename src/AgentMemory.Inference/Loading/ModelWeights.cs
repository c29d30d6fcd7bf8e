using AgentMemory.Core;
using AgentMemory.Core.Machine;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Text;

namespace AgentMemory.Inference.Loading;

/// <summary>A loaded model without a context: weights, vocabulary, card, and the checked file they came from.</summary>
internal sealed class ModelWeights : IDisposable
{
    private ModelWeights(GgufFile file, ModelCard card, LoadedModel model, EngineOptions options)
    {
        File = file;
        Card = card;
        Model = model;
        Options = options;
        Tokenizer = new Tokenizer(model, file);
        Threads = InferenceThreads.Of(options.Threads, card.Parameters, Environment.ProcessorCount);
    }

    internal GgufFile File { get; }

    internal ModelCard Card { get; }

    internal LoadedModel Model { get; }

    internal EngineOptions Options { get; }

    internal Tokenizer Tokenizer { get; }

    internal InferenceThreads Threads { get; }

    /// <summary>The device that the weights lie on.</summary>
    internal DeviceCard Device =>
        InferenceRuntime.Devices.FirstOrDefault(device => UsesGraphics && device.IsGraphics)
        ?? InferenceRuntime.Devices.First(device => !device.IsGraphics);

    /// <summary>The build of ggml that computes what the processor computes.</summary>
    internal ProcessorVariant Variant =>
        InferenceRuntime.Variant ?? throw new InvalidOperationException("weights are loaded, so llama.cpp is");

    internal bool UsesGraphics => Options.Device != InferenceDevice.Cpu;

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
        LoadedModel? model = null;
        try
        {
            var card = ModelCardReader.Read(file, entry.Id) with { PretrainingFlops = entry.PretrainingFlops };
            new MemoryNeed(file.Tensors.Sum(tensor => tensor.Bytes), 0, 0)
                .RefuseIfTooLarge(entry.Path, options.MemoryBytesMax ?? MachineMemory.AvailableBytes());
            InferenceRuntime.Start(MemoryNeed.KeyWidth(file, card));
            RefuseMissing(options.Device);
            model = LoadedModel.Load(file, options.Device);
            // The file has been read for its hash meanwhile; a large one goes on being read while the model works.
            card = entry.Sha256 is null ? card : card with { Hash = FileHashes.Expected(file.Paths, entry) };
            return new ModelWeights(file, card, model, options);
        }
        catch
        {
            model?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a file that has turned out to be another one than the catalogue's; one still being read is waited for by nobody.</summary>
    /// <exception cref="ModelFileException">It is another file.</exception>
    internal void RefuseAnother()
    {
        if (Card.Hash.IsReady)
        {
            Card.Hash.Take();
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        File.Dispose();
    }

    // llama.cpp takes the processor in silence where a device is missing; a wish is a wish, so this says so.
    private static void RefuseMissing(InferenceDevice device)
    {
        if (device == InferenceDevice.Cuda && !InferenceRuntime.Devices.Any(card => card.IsCuda))
        {
            throw new UserErrorException(
                "--device cuda: no CUDA device was found; build with AgentMemoryBackend=cuda12 on a machine with an NVIDIA card and its driver, "
                + "or take --device auto");
        }
    }
}
