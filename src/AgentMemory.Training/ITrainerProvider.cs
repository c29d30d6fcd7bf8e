using AgentMemory.Core;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Training;

/// <summary>Opens trainers over models; a base model that is asked for again is not read again. Not thread-safe.</summary>
public interface ITrainerProvider : IDisposable
{
    /// <summary>Opens a trainer; the caller disposes of it.</summary>
    /// <exception cref="UserErrorException">The file is no model, cannot be trained, or does not fit into memory; or there is no such device.</exception>
    ITrainer Open(string modelPath, TrainerSettings settings);

    /// <summary>The form in which the frozen base will be held, and why, in words; loads nothing.</summary>
    /// <exception cref="UserErrorException">The file is no model that can be trained, or the device cannot hold it so.</exception>
    (BaseWeights Kind, string Why) ResolveBase(string modelPath, BaseWeights wanted, string? device);

    /// <summary>What a trainer will take, from shapes alone.</summary>
    /// <exception cref="UserErrorException">The file is no model.</exception>
    MemoryEstimate Estimate(string modelPath, TrainerSettings settings);

    /// <summary>What training a model from nothing will take, before it is made.</summary>
    MemoryEstimate EstimateFromNothing(ModelShape shape, BatchShape batch);
}
