using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Lora;

namespace AgentMemory.Learners.Combined.MemoryLora;

/// <summary>When the adapter beside a memory is trained.</summary>
public enum AdapterTrains
{
    [Setting("in every study")]
    Always,

    [Setting("in a stream the adapter stays what the first task made it, and what changes later is left to the memory")]
    FirstTask,
}

/// <summary>What a learner is set by that has a memory and an adapter at once, whatever the memory.</summary>
[GoneSetting("orthogonal", "an adapter for each task is a matter of lora")]
public abstract record MemoryLoraSettings : EpisodeLearnerSettings
{
    [Setting("Replay of documents that the base model itself generates.")]
    public SelfReplaySettings SelfReplay { get; init; } = new();

    [Setting("Share of the lessons that come after what was remembered when they were played.", Least = 0, Most = 1)]
    public double WithMemoryShare { get; init; } = 0.5;

    [Setting("When the adapter is trained.")]
    public AdapterTrains Trains { get; init; } = AdapterTrains.Always;
}

/// <summary>What the learner "memory+lora" is set by.</summary>
/// <typeparam name="TMemory">Of the memory learner, which this path does not know.</typeparam>
public sealed record MemoryLoraSettings<TMemory> : MemoryLoraSettings
    where TMemory : LearnerSettings, new()
{
    [Setting("The memory, set as it is by itself."), Was("memory_")]
    public TMemory Memory { get; init; } = new();
}
