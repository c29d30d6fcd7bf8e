using AgentMemory.Core.Learners;

namespace AgentMemory.Experiments.Plans;

/// <summary>The controls without which a comparison cannot be read, by their names in the catalogue of learners.</summary>
/// <param name="NoLearning">The one that never learns.</param>
/// <param name="BestOfAttempts">The one that tries an exam episode several times and keeps nothing.</param>
/// <param name="Evidence">Those by which evidence used is measured.</param>
public sealed record ControlNames(string NoLearning, string BestOfAttempts, EvidenceControls Evidence)
{
    /// <summary>Reads who is which from a catalogue, in which each role but that of exact readers is one learner's.</summary>
    public static ControlNames Of(IReadOnlyCollection<LearnerDescription> learners)
    {
        ArgumentNullException.ThrowIfNull(learners);
        return new ControlNames(
            Only(ControlRole.NoLearning),
            Only(ControlRole.BestOfAttempts),
            new EvidenceControls(Only(ControlRole.ToldAll), [.. Named(ControlRole.ExactReader)]));

        string Only(ControlRole role) => Named(role).Single();

        IEnumerable<string> Named(ControlRole role) => learners.Where(learner => learner.Control == role).Select(learner => learner.Id);
    }
}

/// <summary>The learners by which evidence used is measured.</summary>
/// <param name="ToldAll">The one that is told all that is hidden: what it still gets wrong is lost in answering.</param>
/// <param name="ExactReaders">Those measured up to the best possible score: exact readers, and learners that answer from exact notes.</param>
public sealed record EvidenceControls(string ToldAll, IReadOnlyList<string> ExactReaders);
