using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>Trainers over ggml's graph, the engine that training leaves.</summary>
public sealed class GraphTrainers : ITrainerProvider
{
    public ITrainer Open(string modelPath, TrainerSettings settings) => TrainingGraph.Open(modelPath, Known(settings));

    public (BaseWeights Kind, string Why) ResolveBase(string modelPath, BaseWeights wanted, string? device) =>
        (wanted == BaseWeights.BF16 ? BaseWeights.BF16 : BaseWeights.F32, "ggml's graph");

    public MemoryEstimate Estimate(string modelPath, TrainerSettings settings) => TrainingGraph.Estimate(modelPath, Known(settings));

    public MemoryEstimate EstimateFromNothing(ModelShape shape, BatchShape batch) => GraphMemory.Of(
        0, isF32: true, shape, new TrainingGraphSettings { Purpose = TrainingPurpose.TrainEverything, Batch = batch });

    // ggml knows devices by names of its own; "auto" and "cpu" are the command line's, and the graph means the processor by none.
    private static TrainerSettings Known(TrainerSettings settings) =>
        settings.Device is "auto" or "cpu" ? settings with { Device = null } : settings;

    public void Dispose()
    {
        // Each graph holds its own weights.
    }
}
