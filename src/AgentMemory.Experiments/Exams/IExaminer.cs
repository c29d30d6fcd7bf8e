using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Exams;

/// <summary>Room 5: exams of a frozen player. What stands around one measures more, or takes the exam elsewhere; the scores are the same.</summary>
public interface IExaminer
{
    /// <summary>Evaluates a trial's learner with what it learnt, on every task of its stream.</summary>
    /// <param name="trial">Whose exam it is.</param>
    /// <param name="artifact">What was learnt; null before any study, and where nothing is kept.</param>
    /// <param name="cancellation">Ends the exam; nothing of it is kept.</param>
    Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation);
}
