using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What the learner "online" is set by: as lora, for a small step after every episode.</summary>
[GoneSetting("orthogonal", "one adapter is its whole state")]
public sealed record OnlineSettings : EpisodeLearnerSettings
{
    public OnlineSettings()
    {
        Adapter = new AdapterSettings { LearningRate = 0.002, Epochs = 2 };
        Replay = new ReplaySettings { Share = 0.75, EpisodesMax = 64 };
    }
}
