using AgentMemory.Core.Learners;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights;

/// <summary>What learners share that change weights: the run's tools, and the trainers over its model.</summary>
public sealed record WeightsTools : LearnerTools
{
    /// <summary>Holds the base model open for the whole run.</summary>
    public required ITrainerProvider Trainers { get; init; }

    /// <summary>How the frozen base is held while an adapter is trained.</summary>
    public BaseWeights Base { get; init; }

    /// <summary>The device that trains, or null for the processor.</summary>
    public string? TrainingDevice { get; init; }

    /// <summary>Settings of a trainer over the run's model; the caller adds adapter, seed and what else it wants.</summary>
    public TrainerSettings Trainer(TrainingPurpose purpose, BatchShape batch) => new()
    {
        Purpose = purpose,
        Batch = batch,
        Base = Base,
        Device = TrainingDevice,
        ContextTokens = EngineTokens,
        Threads = Threads,
    };
}
