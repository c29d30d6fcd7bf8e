using AgentMemory.Core.Machine;
using AgentMemory.Training;
using AgentMemory.Training.Torch;
using AgentMemory.Training.Torch.Runtime;

namespace AgentMemory.Cli.Models;

/// <summary>What trains, and with how many threads.</summary>
internal static class TrainingEngine
{
    /// <summary>The trainers of this process; the caller disposes of them.</summary>
    public static ITrainerProvider Open()
    {
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
            Console.Error.WriteLine($"training: {choice.Threads} {(choice.Threads == 1 ? "thread" : "threads")}: {choice.Why}");
        }

        return choice.Threads;
    }

    /// <summary>The same, told nowhere.</summary>
    public static ThreadChoice Choice(int? stated, long weights, int? before = null) =>
        ThreadChoice.Of(stated, before, weights, Environment.ProcessorCount, MachineLoad.BusyCores);
}
