namespace AgentMemory.Experiments.Plans;

/// <summary>The controls without which a comparison cannot be read, by their names in the catalogue of learners.</summary>
/// <param name="NoLearning">The one that never learns.</param>
/// <param name="BestOfAttempts">The one that tries an exam episode several times and keeps nothing.</param>
public sealed record ControlNames(string NoLearning, string BestOfAttempts)
{
    /// <summary>The one that is told all that is hidden: what it still gets wrong is lost in answering.</summary>
    public string ToldAll { get; init; } = "told";

    /// <summary>Those whose evidence used is measured up to the best possible score: exact readers, and who answers from exact notes.</summary>
    public IReadOnlyList<string> ExactReaders { get; init; } = ["ideal", "scribe"];
}
