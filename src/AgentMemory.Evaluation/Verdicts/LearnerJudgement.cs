using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>Numbers and verdict of one learner, from its own runs alone.</summary>
internal static class LearnerJudgement
{
    private const int AsymptoteSteps = 64;
    private const int AsymptoteResamples = 200;

    /// <summary>All that follows from the learner's own curve.</summary>
    /// <param name="judged">Its runs.</param>
    /// <param name="settings">Of the judgement.</param>
    /// <param name="yardsticks">What it is measured against.</param>
    public static LearnerVerdict Of(JudgedRuns judged, JudgementSettings settings, Yardsticks yardsticks)
    {
        var evidence = Evidence(judged, settings);
        var runs = judged.Runs;
        var hasScale = runs.Scale.IsKnown;
        var costNames = CostNames.InOrder([.. CostNames.Standard, .. runs.CostNames]);
        return new LearnerVerdict
        {
            Id = runs.Id,
            Path = runs.Path,
            First = judged.AtFirst(),
            Final = evidence.Final,
            Gain = evidence.Gain,
            GainOverRetry = Over(judged, yardsticks.Retry),
            GainOverFrozen = Over(judged, yardsticks.Frozen),
            NormalisedGain = FinalJudgement.NormalisedGain(judged, yardsticks.Frozen, hasScale),
            FinalAverages = FinalJudgement.AveragesOf(judged, hasScale),
            Profile = FinalJudgement.ProfileOf(judged),
            LateSlope = evidence.LateSlope,
            Trend = evidence.Trend,
            Area = judged.Judge(judged.Areas()),
            Word = VerdictRule.Of(evidence),
            IsSolved = VerdictRule.IsSolved(evidence),
            HasScale = hasScale,
            Why = WhySentence.Of(evidence),
            Costs = [.. costNames.Select(name => KeyValuePair.Create(name, CostAt(runs, name, runs.Steps - 1)))],
            IllegalRate = runs.IllegalRate,
            Asymptote = hasScale ? AsymptoteOf(judged, settings.Confidence) : null,
            Curve = [.. judged.Grid.Select(step => new CurveBand(
                step, judged.At(step), [.. costNames.Select(name => CostAt(runs, name, step))]))],
            Finals = [.. judged.Finals.Select((score, run) => new RunFinal(
                runs.Tasks[runs.TaskOfRun[run]], runs.SeedOfRun[run], double.IsNaN(score) ? null : score))],
            Steps = runs.Steps,
            Seeds = runs.Seeds.Count,
            Tasks = runs.Tasks.Count,
            LateSteps = LateWindow.Steps(runs.Steps),
        };
    }

    /// <summary>What the rule looks at.</summary>
    public static VerdictEvidence Evidence(JudgedRuns judged, JudgementSettings settings) => new()
    {
        Steps = judged.Runs.Steps,
        Seeds = judged.FewestSeeds,
        Final = judged.AtFinal(),
        Gain = judged.Judge(judged.Gains()),
        LateSlope = judged.Judge(judged.LateSlopes()),
        Epsilon = EpsilonOf(judged.Runs, settings),
        OneIsBest = judged.Runs.Scale.IsKnown
            || (settings.Epsilon is not null && Math.Abs(judged.Runs.Scale.FarthestScore) <= 1),
        Trend = settings.Trend == TrendForm.Ranks ? judged.LateTrend(EpsilonOf(judged.Runs, settings)) : null,
    };

    /// <summary>The change that counts as none for this learner; null where its scores have no scale.</summary>
    public static double? EpsilonOf(LearnerRuns runs, JudgementSettings settings) =>
        settings.Epsilon ?? (runs.Scale.IsKnown ? JudgementSettings.EpsilonOnScale : null);

    private static Interval Over(JudgedRuns judged, JudgedRuns? yardstick) =>
        yardstick is null ? Interval.Unknown : new PairJudgement(judged, yardstick).Difference();

    private static double? CostAt(LearnerRuns runs, string name, int step) =>
        runs.CostCurve(name)?[step] is { } cost && !double.IsNaN(cost) ? cost : null;

    private static Interval? AsymptoteOf(JudgedRuns judged, double confidence)
    {
        var present = judged.Shape.Present(judged.Finals);
        var every = Math.Max(1, (judged.Grid.Length + AsymptoteSteps - 1) / AsymptoteSteps);
        var steps = judged.Grid.Where((_, i) => i % every == 0 || i == judged.Grid.Length - 1).ToArray();
        var curve = steps.Select(step => judged.Step(step).Value).ToArray();
        if (!present.CanVary || curve.Any(double.IsNaN))
        {
            return null;
        }

        var resampled = Enumerable.Range(0, Math.Min(AsymptoteResamples, judged.Resamples.Count))
            .Select(resample => steps.Select(step => judged.Step(step).Resampled[resample]).ToArray())
            .Where(scores => !scores.Any(double.IsNaN))
            .ToArray();
        return Asymptote.Of(
            [.. steps.Select(step => (double)step)],
            curve,
            resampled,
            StratifiedBootstrap.Widening(present, confidence),
            confidence);
    }
}

/// <summary>What a learner is measured against.</summary>
/// <param name="Retry">The control that tries again, or null.</param>
/// <param name="Frozen">The twin that learns nothing, or null.</param>
internal sealed record Yardsticks(JudgedRuns? Retry, JudgedRuns? Frozen);
