using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Trials;
using AgentMemory.Pretraining;

namespace AgentMemory.Cli.Runs;

/// <summary>Measures beside every exam what the learner's adapters did to held-out text of the model's own corpus.</summary>
internal sealed class HeldOutExaminer(IExaminer inner, HeldOutText text) : IExaminer
{
    public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation) =>
        inner.Evaluate(trial, artifact, cancellation) with
        {
            HeldOutLoss = text.Loss((trial.Learner as IAdapted)?.Worn(artifact) ?? []),
        };
}
