using AgentMemory.Training;
using AgentMemory.Weights;

namespace AgentMemory.Cli;

/// <summary>Which engine trains.</summary>
internal static class TrainingEngine
{
    /// <summary>"graph" takes the engine that training left, to measure one against the other.</summary>
    public const string Variable = "AGENTMEMORY_TRAINER";

    /// <summary>The trainers of this process; the caller disposes of them.</summary>
    public static ITrainerProvider Open()
    {
        if (Environment.GetEnvironmentVariable(Variable) == "graph")
        {
            return new GraphTrainers();
        }

        TorchRuntime.Remark = Console.Error.WriteLine;
        return new TorchTrainers();
    }
}
