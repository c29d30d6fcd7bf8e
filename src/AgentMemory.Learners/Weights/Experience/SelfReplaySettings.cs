using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Weights.Experience;

/// <summary>How much a learner replays of what its base model makes up: the block <c>self_replay:</c>.</summary>
public sealed record SelfReplaySettings
{
    [Setting(
        "Documents that the base model makes up in each study: it plays on from real first positions and says what the game answers, so "
        + "each tells of some world under the same names. After such a history the adapter is held to the base model's distribution. "
        + "0 for none.",
        Least = 0,
        Most = 100_000)]
    [Was("imagined_lives")]
    public int Documents { get; init; }

    [Setting("Of these documents, how many each pass replays.", Least = 0, Most = 100_000)]
    [Was("imagined_each_pass")]
    public int EachPass { get; init; } = 2;

    [Setting("What all documents of a pass weigh together, as a factor of what its lessons weigh.", Least = 0, Most = 100)]
    [Was("imagined_weight")]
    public double Weight { get; init; } = 1;
}
