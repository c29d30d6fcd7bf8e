using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>Which engine trains.</summary>
internal static class TrainingEngine
{
    /// <summary>The trainers of this process; the caller disposes of them.</summary>
    public static ITrainerProvider Open() => new GraphTrainers();
}
