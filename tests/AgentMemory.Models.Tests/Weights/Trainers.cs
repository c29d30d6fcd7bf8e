using AgentMemory.Training;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Trainers for tests, on the processor with the base in F32 unless the settings say otherwise.</summary>
internal static class Trainers
{
    /// <summary>A trainer with a provider of its own, which ends with it.</summary>
    internal static ITrainer Open(string path, TrainerSettings settings)
    {
        var provider = new TorchTrainers();
        try
        {
            return new OwningTrainer(provider.Open(path, settings), provider);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    private sealed class OwningTrainer(ITrainer inner, TorchTrainers provider) : ForwardingTrainer(inner)
    {
        public override void Dispose()
        {
            base.Dispose();
            provider.Dispose();
        }
    }
}
