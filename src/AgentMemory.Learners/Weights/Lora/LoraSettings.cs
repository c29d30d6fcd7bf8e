using AgentMemory.Core.Learners;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Learners.Weights.Lora;

/// <summary>How earlier episodes are trained on again: the block <c>replay:</c>.</summary>
public sealed record ReplaySettings
{
    [Setting("Share of the lessons that come from earlier studies; 0 for none.", Least = 0, Most = 0.95), Was("replay_share")]
    public double Share { get; init; } = 0.5;

    [Setting("Episodes that are kept for it.", Least = 0, Most = 1_000_000), Was("replay_episodes")]
    public int EpisodesMax { get; init; } = 256;
}

/// <summary>What every learner is set by that trains an adapter on its own episodes.</summary>
public abstract record EpisodeLearnerSettings : AdapterLearnerSettings
{
    [Setting("How an episode's score becomes the weight of its replies.")]
    public LessonWeighting Weighting { get; init; } = new();

    [Setting("How earlier episodes are trained on again.")]
    public ReplaySettings Replay { get; init; } = new();

    [Setting(
        "Factor of the KL divergence from the player as it was before the study, at every place that is trained; 0 for none.",
        Least = 0,
        Most = 100)]
    [Was("anchor")]
    public double KlWeight { get; init; }

    /// <summary>One study.</summary>
    internal AdapterStudySettings Study => new() { Adapter = Adapter, ReplayShare = Replay.Share, KlWeight = KlWeight };

    private protected override double ReplayedShare => Replay.Share;
}

/// <summary>What the learner "lora" is set by.</summary>
public sealed record LoraSettings : EpisodeLearnerSettings
{
    [Setting("Replay of documents that the base model itself generates.")]
    public SelfReplaySettings SelfReplay { get; init; } = new();

    [Setting(
        "Each new task of a stream gets an adapter of its own on top of the earlier ones, which stay as they are; the directions it reads "
        + "are kept orthogonal to theirs (O-LoRA).")]
    public bool Orthogonal { get; init; }

    [Setting("A study after every episode, in place of one after every block.")]
    public bool EveryEpisode { get; init; }

    [Setting("The optimiser's moments are carried from study to study, and its rate stays as it is after warming up.")]
    public bool CarriesMoments { get; init; }

    /// <summary>What the learner "online" is set by where a plan does not say otherwise: a small step after every episode.</summary>
    public static LoraSettings Online { get; } = new()
    {
        Adapter = new AdapterSettings { LearningRate = 0.002, Epochs = 2 },
        Replay = new ReplaySettings { Share = 0.75, EpisodesMax = 64 },
        EveryEpisode = true,
        CarriesMoments = true,
    };
}
