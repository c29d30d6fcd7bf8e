using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;

namespace AgentMemory.Experiments.Probes;

/// <summary>The learners that probes play, by what each is for. Their names are the catalogue's.</summary>
public interface IProbeLearners
{
    /// <summary>A learner with its defaults; the caller disposes of it where it can be.</summary>
    ILearner Make(ProbedLearner learner);

    /// <summary>The learner that writes notes, over another model and at another temperature of its writing.</summary>
    ILearner MakeWriter(ILanguageModel model, ProbePlay writing);
}

/// <summary>What a probe needs a learner for.</summary>
public enum ProbedLearner
{
    /// <summary>It never learns.</summary>
    NoLearning,

    /// <summary>It has its own games in the window.</summary>
    InContext,

    /// <summary>It trains an adapter on its own games.</summary>
    Weights,
}
