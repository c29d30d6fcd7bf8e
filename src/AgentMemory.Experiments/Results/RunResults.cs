using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Results;

/// <summary>Room 7: what a ledger holds of a run becomes curves, and the curves a verdict.</summary>
public sealed record RunResults
{
    /// <summary>As it was run.</summary>
    public required Plan Plan { get; init; }

    /// <summary>Every finished block, without its episodes.</summary>
    public required IReadOnlyList<BlockResult> Blocks { get; init; }

    public required CurveTable Curves { get; init; }

    /// <summary>How the curves were judged.</summary>
    public required JudgementSettings Settings { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Judges the finished blocks.</summary>
    /// <param name="plan">As it was run.</param>
    /// <param name="model">The model that played, or null where nothing is known of it.</param>
    /// <param name="blocks">At least one.</param>
    /// <param name="controls">The controls that the plan should have.</param>
    /// <param name="planSha256">As the ledger has it; null takes it from the plan.</param>
    /// <param name="cancellation">Looked at task by task.</param>
    public static RunResults Of(
        Plan plan,
        JudgedModel? model,
        IReadOnlyList<BlockResult> blocks,
        ControlNames controls,
        string? planSha256 = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(controls);
        var samples = EvidenceSamples.Of(plan, blocks, controls.Evidence);
        var evidence = EvidenceJudgement.Of(samples);
        var curves = LedgerCurves.Of(plan, blocks, evidence);
        var isExact = blocks.Where(block => block.Path != LearnerPath.Reference).All(block => block.Scores.All(score => score.Form == ExamForm.Exact));
        string[] cautions = [.. RunCautions.Of(plan, blocks, controls), .. EvidenceCautions.Of(samples)];
        var settings = LedgerCurves.Settings(plan, model, cautions, isExact) with { NoLearning = controls.NoLearning };
        settings = planSha256 is null ? settings : settings with { PlanSha256 = planSha256 };
        return new RunResults
        {
            Plan = plan,
            Blocks = blocks,
            Curves = curves,
            Settings = settings,
            Verdict = Judge.Of(curves, settings, cancellation) with
            {
                Evidence = evidence,
                Groups = GroupVerdict.Of(plan.Groups, curves, settings, cancellation),
            },
        };
    }
}
