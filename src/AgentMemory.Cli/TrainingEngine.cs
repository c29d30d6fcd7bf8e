using AgentMemory.Core;
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

    /// <summary>How many threads train, told on standard error where it was not asked for.</summary>
    /// <param name="stated">By --threads; null leaves it to model and load.</param>
    /// <param name="weights">Of the model.</param>
    /// <param name="before">What a run that goes on had before.</param>
    public static int Threads(int? stated, long weights, int? before = null)
    {
        var choice = Choice(stated, weights, before);
        if (stated is null)
        {
            Console.Error.WriteLine(choice);
        }

        return choice.Threads;
    }

    /// <summary>The same, told nowhere.</summary>
    public static ThreadChoice Choice(int? stated, long weights, int? before = null) =>
        ThreadChoice.Of(stated, before, weights, Environment.ProcessorCount, MachineLoad.BusyCores);
}
