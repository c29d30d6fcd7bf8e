using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch.Base;
using AgentMemory.Training.Torch.Runtime;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch;

/// <summary>
/// Trainers over TorchSharp. Each base model is read once, by its file, the form it is held in and the device, and shared by all
/// trainers over it until this is disposed of.
/// </summary>
public sealed class TorchTrainers : ITrainerProvider
{
    /// <summary>The engine's word in checkpoints.</summary>
    public const string EngineName = "torch";

    private readonly Dictionary<(string Path, DateTime Written, BaseWeights Kind, string Device), FrozenBase> _bases = [];

    /// <summary>
    /// Activations beyond so many bytes are not kept for the backward pass: the stream between layers is, and each layer is
    /// computed again (Chen et al. 2016), a third more work.
    /// </summary>
    public long KeptActivationBytesMax { get; init; } = 1_250L * 1_024 * 1_024;

    public ITrainer Open(string modelPath, TrainerSettings settings)
    {
        settings.Adapter?.Check();
        if (settings.Purpose == TrainingPurpose.TrainAdapter && settings.Adapter is null)
        {
            throw new ArgumentException("training an adapter takes its shape", nameof(settings));
        }

        using var file = OpenFile(modelPath);
        var shape = ModelFile.Shape(file);
        var architecture = ModelFile.RequireArchitecture(file, shape);
        shape = shape with { LongFactors = (settings.ContextTokens ?? settings.Batch.RowTokens) > shape.Stretch.OriginalContext };
        var device = TorchRuntime.Start(settings.Device, settings.Threads);
        var estimate = TorchMemory.Of(file, shape, settings, OnProcessor(device), KeptActivationBytesMax);
        if (OnProcessor(device))
        {
            estimate.Memory.RefuseIfTooLarge(modelPath);
        }

        var parts = settings.Purpose == TrainingPurpose.TrainEverything
            ? WholeDecoder.Make(file, shape, architecture, device)
            : AdapterDecoder.Make(Base(file, shape, architecture, TorchMemory.BaseOf(settings.Base, shape, OnProcessor(device)).Kind, device), shape, settings);
        return new TorchTrainer(settings, shape, parts, estimate.Recomputes, device);
    }

    public (BaseWeights Kind, string Why) ResolveBase(string modelPath, BaseWeights wanted, string? device)
    {
        using var file = OpenFile(modelPath);
        var shape = ModelFile.Shape(file);
        ModelFile.RequireArchitecture(file, shape);
        return TorchMemory.BaseOf(wanted, shape, !TorchRuntime.IsCuda(device));
    }

    public MemoryEstimate Estimate(string modelPath, TrainerSettings settings)
    {
        using var file = OpenFile(modelPath);
        return TorchMemory.Of(file, ModelFile.Shape(file), settings, !TorchRuntime.IsCuda(settings.Device), KeptActivationBytesMax).Memory;
    }

    public MemoryEstimate EstimateFromNothing(ModelShape shape, BatchShape batch) => TorchMemory.Of(
        null, shape, new TrainerSettings { Purpose = TrainingPurpose.TrainEverything, Batch = batch }, onProcessor: true, KeptActivationBytesMax).Memory;

    public void Dispose()
    {
        foreach (var frozen in _bases.Values)
        {
            frozen.Dispose();
        }

        _bases.Clear();
    }

    private FrozenBase Base(GgufFile file, ModelShape shape, Architecture architecture, BaseWeights kind, Device device)
    {
        var key = (Path.GetFullPath(file.Path), File.GetLastWriteTimeUtc(file.Path), kind, device.ToString());
        if (!_bases.TryGetValue(key, out var frozen))
        {
            _bases[key] = frozen = FrozenBase.Load(file, shape, architecture, kind, device);
        }

        return frozen;
    }

    private static bool OnProcessor(Device device) => device.type == TorchSharp.DeviceType.CPU;

    private static GgufFile OpenFile(string path)
    {
        try
        {
            return GgufFile.Open(path);
        }
        catch (ModelFileException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }
}
