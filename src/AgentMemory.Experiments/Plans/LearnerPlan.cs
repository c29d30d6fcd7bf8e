using AgentMemory.Core.Learners;

namespace AgentMemory.Experiments.Plans;

/// <summary>A learner and what it is set by.</summary>
/// <param name="Id">As in the catalogue.</param>
/// <param name="Settings">Every setting it has.</param>
public sealed record LearnerPlan(string Id, LearnerSettings Settings)
{
    /// <summary>What its results are filed under: its id, unless one comparison holds it in several settings.</summary>
    public string Name { get; init; } = Id;

    /// <summary>A context window of its own in place of the plan's, in tokens; null takes the plan's.</summary>
    public int? ContextTokens { get; init; }
}
