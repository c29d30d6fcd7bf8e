namespace AgentMemory.Core.Learners;

/// <summary>What a comparison measures other learners by, where a learner is such a control.</summary>
public enum ControlRole
{
    /// <summary>It is compared, and nothing is measured by it.</summary>
    None,

    /// <summary>It never learns: what another scores above it is gain.</summary>
    NoLearning,

    /// <summary>It tries an exam episode several times and keeps nothing.</summary>
    BestOfAttempts,

    /// <summary>It is told all that is hidden: what it still gets wrong is lost in answering.</summary>
    ToldAll,

    /// <summary>Its evidence used is measured up to the best possible score: it reads exactly, or answers from exact notes.</summary>
    ExactReader,
}
