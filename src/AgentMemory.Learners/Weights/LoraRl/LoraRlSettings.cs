using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Learners.Weights.LoraRl;

/// <summary>What the learner "lora-rl" is set by.</summary>
public sealed record LoraRlSettings : AdapterLearnerSettings
{
    public LoraRlSettings() => Adapter = new AdapterSettings { LearningRate = 0.005, Epochs = 12 };

    [Setting("Attempts at each start, all out of the practice budget; they make a group.", Least = 2, Most = 1_000)]
    public int Attempts { get; init; } = 4;

    [Setting("Rounds of playing and training in one study; adapter.epochs are the passes over a round.", Least = 1, Most = 1_000)]
    public int Rounds { get; init; } = 1;

    [Setting("How far the ratio of new to old probability may go from 1 before it pushes no more.", Least = 0.01, Most = 10)]
    public double Clip { get; init; } = 0.2;

    [Setting("Factor of the KL divergence from the base model.", Least = 0, Most = 10), Was("base_divergence")]
    public double KlWeight { get; init; } = 0.02;
}
