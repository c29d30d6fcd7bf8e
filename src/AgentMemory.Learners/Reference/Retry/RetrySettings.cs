using AgentMemory.Core.Learners;

namespace AgentMemory.Learners.Reference.Retry;

/// <summary>What the learner "retry" is set by.</summary>
public sealed record RetrySettings : LearnerSettings
{
    [Setting(
        "Attempts at each exam episode: the first at the plan's exam temperature, the others at its practice temperature. The best counts "
        + "and all are charged.",
        Least = 1,
        Most = 100)]
    public int Attempts { get; init; } = 3;
}
