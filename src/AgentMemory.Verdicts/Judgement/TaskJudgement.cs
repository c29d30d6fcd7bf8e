using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What is known of the scale of a learner's scores.</summary>
/// <param name="Epsilon">The change over the late window that counts as none; null where scores have no scale.</param>
/// <param name="OptimumIsKnown">True where 1 is the best possible.</param>
public sealed record JudgedScale(double? Epsilon, bool OptimumIsKnown);

/// <summary>The rule applied to one learner on one task.</summary>
/// <param name="Sample">What it was applied to.</param>
/// <param name="Evidence">What the rule looked at.</param>
/// <param name="Word">The word.</param>
/// <param name="PNoRise">For the headline: the larger of twice the one-sided p of the gain and that of the change; 1 without enough data.</param>
internal sealed record TaskJudgement(TaskSample Sample, VerdictEvidence Evidence, VerdictWord Word, double PNoRise)
{
    private const double SolvedShareConfidence = 0.95;

    public static TaskJudgement Of(TaskCurves curves, JudgedScale scale)
    {
        var sample = new TaskSample(curves);
        var gain = UnitMean.Of(sample.Gain.Values);
        var change = UnitMean.Of(sample.Change.Values);
        var evidence = new VerdictEvidence
        {
            Points = curves.Grid.Count,
            Units = sample.Seeds.Count,
            Solved = scale is { OptimumIsKnown: true, Epsilon: { } epsilon }
                ? sample.Levels.Count(level => level >= 1 - epsilon - UnitMean.Tiny)
                : null,
            LowestLevel = sample.Levels.Length == 0 ? double.NaN : sample.Levels.Min(),
            Gain = gain?.At(VerdictRule.Confidence) ?? Interval.Unknown,
            Change = change?.At(VerdictRule.ChangeConfidence) ?? Interval.Unknown,
            Epsilon = scale.Epsilon,
        };
        return new TaskJudgement(
            sample,
            evidence,
            VerdictRule.Of(evidence),
            evidence.IsEnough ? Math.Max(Math.Min(1, 2 * gain!.Value.PAboveZero()), change!.Value.PAboveZero()) : 1);
    }

    /// <summary>All that is to be told of it.</summary>
    public TaskVerdict Told(string learner, string? path)
    {
        var units = Sample.Seeds.Count;
        var final = Of(Sample.Final);
        var means = Sample.Means();
        // Nobody is solved where the optimum is not known; without any scale the question itself has no answer.
        var ways = Sample.FinalWays();
        int? solved = Evidence.Epsilon is null ? null : Evidence.Solved ?? 0;
        return new TaskVerdict
        {
            Task = Sample.Curves.Task,
            Learner = learner,
            Path = path,
            Word = Word,
            Why = WhySentence.Of(Evidence, Sample.Window),
            First = Of(Sample.First),
            Final = final,
            Gain = Evidence.Gain,
            Change = Evidence.Change,
            FinalMet = UnitMean.Of(Sample.FinalMet())?.At(VerdictRule.Confidence),
            FinalUnmetRegret = UnitMean.Of(Sample.FinalUnmetRegret())?.At(VerdictRule.Confidence),
            FinalRaw = UnitMean.Of([.. ways.Select(way => way.Raw)])?.At(VerdictRule.Confidence),
            FinalCalibrated = UnitMean.Of([.. ways.Select(way => way.Calibrated)])?.At(VerdictRule.Confidence),
            JudgedWay = Sample.Curves.JudgedWay,
            IsOfStates = Sample.Curves.IsOfStates,
            ExamItems = Sample.Curves.ExamItems,
            FinalStatesUnmet = Sample.Curves.FinalStatesUnmet,
            SolvedIn = solved,
            Of = units,
            SolvedShare = solved is { } count && units > 0 ? ClopperPearson.Of(count, units, SolvedShareConfidence) : null,
            OptimumIsKnown = Evidence.Solved is not null,
            HiddenBits = Sample.Curves.HiddenBits,
            Exam = Sample.Curves.Exam,
            Remarks = [.. Remarks(final, means)],
            Points = Sample.Curves.Grid.Count,
            WindowPoints = Sample.Window,
            Means = means,
        };
    }

    private static Interval Of(UnitValues values) => UnitMean.Of(values.Values)?.At(VerdictRule.Confidence) ?? Interval.Unknown;

    private IEnumerable<string> Remarks(Interval final, double[] means)
    {
        var units = Sample.Seeds.Count;
        if (Evidence.Solved is > 0 and var solved && solved < units)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"solved in {solved} of {units} worlds");
        }

        if (Evidence is { IsEnough: true, Solved: var all } && all != units && Evidence.IsFlat && units < VerdictRule.FlatUnitsMin)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"flat in all {units} worlds seen; {VerdictRule.FlatUnitsMin} are needed");
        }

        if (units > 1 && UnitMean.Of(Sample.Change.Values) is { StandardError: 0 })
        {
            yield return "units identical in change, so its interval has no width";
        }

        if (Evidence.Epsilon is { } epsilon && final.Value is { } end && means.Where(mean => !double.IsNaN(mean)).Max() is var best
            && best - end > (2 * epsilon) + UnitMean.Tiny)
        {
            yield return $"ends {Wording.Number(best - end)} below its best";
        }

        var leftOut = Sample.LeftOut.ToArray();
        if (leftOut.Length > 0)
        {
            yield return $"left out, because a point that it needs is missing: {(leftOut.Length == 1 ? "seed" : "seeds")} {Wording.List(leftOut)}";
        }

        if (Sample.Curves.UnusedSteps.Count is > 0 and var unused)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{unused:N0} {(unused == 1 ? "cell is" : "cells are")} at steps that at most half of the units hold, and not used");
        }
    }
}
