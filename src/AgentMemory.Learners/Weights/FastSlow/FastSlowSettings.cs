using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Adapters;

namespace AgentMemory.Learners.Weights.FastSlow;

/// <summary>What the slow adapter differs by from the fast one: the block <c>slow:</c>.</summary>
public sealed record SlowAdapterSettings
{
    [Setting("Rank of the slow adapter.", Least = AdapterRanges.RankLeast, Most = AdapterRanges.RankMost, IsMemorySize = true)]
    public int Rank { get; init; } = 16;

    [Setting("Its learning rate at a consolidation.", Least = 1e-7, Most = 1)]
    public double LearningRate { get; init; } = 0.004;

    [Setting("Passes over the kept episodes at a consolidation.", Least = 1, Most = 10_000)]
    public int Epochs { get; init; } = 12;
}

/// <summary>What the learner "fast-slow" is set by; what it shares with online is of the fast adapter.</summary>
[GoneSetting("orthogonal", "one of its adapters is trained on top of the other")]
public sealed record FastSlowSettings : EpisodeLearnerSettings
{
    public FastSlowSettings()
    {
        Adapter = new AdapterSettings { LearningRate = 0.002, Epochs = 2 };
        Replay = new ReplaySettings { Share = 0.75, EpisodesMax = 64 };
    }

    [Setting("The slow adapter, where it differs from the fast one, which the block adapter is about."), Was("slow_")]
    public SlowAdapterSettings Slow { get; init; } = new();

    [Setting("Episodes between two consolidations: k blocks are k times the plan's practice.", Least = 1, Most = 1_000_000)]
    public int ConsolidateEpisodes { get; init; } = 16;

    /// <summary>One consolidation.</summary>
    internal AdapterStudySettings Consolidation => new()
    {
        Adapter = Adapter with { Rank = Slow.Rank, LearningRate = Slow.LearningRate, Epochs = Slow.Epochs },
    };
}
