namespace AgentMemory.Experiments.Plans;

/// <summary>The controls without which a comparison cannot be read, by their names in the catalogue of learners.</summary>
/// <param name="NoLearning">The one that never learns.</param>
/// <param name="BestOfAttempts">The one that tries an exam episode several times and keeps nothing.</param>
public sealed record ControlNames(string NoLearning, string BestOfAttempts);
