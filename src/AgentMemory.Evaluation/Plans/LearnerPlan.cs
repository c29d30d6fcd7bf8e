namespace AgentMemory.Evaluation;

/// <summary>A learner and the numbers it is set by.</summary>
/// <param name="Id">As in the catalogue.</param>
/// <param name="Settings">Every setting it has, by name.</param>
public sealed record LearnerPlan(string Id, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>What its results are filed under: its id, unless one comparison holds it in several settings.</summary>
    public string Name { get; init; } = Id;

    /// <summary>A context window of its own in place of the plan's, in tokens; null takes the plan's.</summary>
    public int? ContextTokens { get; init; }
}
