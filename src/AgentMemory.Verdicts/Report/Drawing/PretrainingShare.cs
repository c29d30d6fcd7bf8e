using System.Globalization;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report.Drawing;

/// <summary>What the model's pretraining took, and the part of it that falls to each run where all of this verdict's runs bear it alike.</summary>
/// <param name="Flops">Operations in all.</param>
/// <param name="Runs">Worlds that one learner was run on; in a stream one run learns several.</param>
internal sealed record PretrainingShare(double Flops, int Runs)
{
    /// <summary>Operations for each run.</summary>
    public double FlopsEach => Flops / Runs;

    /// <summary>Words beside the line.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"pretraining, over {Runs} runs");

    /// <summary>Words under the drawing.</summary>
    public string Note => string.Create(
        CultureInfo.InvariantCulture,
        $"Dashed upright line among FLOPs: the model's pretraining, {Wording.Amount(Flops)} operations, spread over the {Runs} runs of a learner, ")
        + $"{Wording.Amount(FlopsEach)} each. It is part of no curve, and the log scale shows it where it lies far beyond them.";

    /// <summary>Null where pretraining is not known, or nobody was run.</summary>
    public static PretrainingShare? Of(Verdict verdict)
    {
        var finals = verdict.Learners.SelectMany(learner => learner.Finals);
        var runs = verdict.Stream is null
            ? finals.Select(final => (final.Task, final.Seed)).Distinct().Count()
            : finals.Select(final => final.Seed).Distinct(StringComparer.Ordinal).Count();
        return verdict.Model?.PretrainingFlops is { } flops && runs > 0 ? new PretrainingShare(flops, runs) : null;
    }
}
