using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>
/// Curves in, verdict out. Every number about a learner follows from its own runs, the seed and the shape of its runs:
/// the order of rows and the company of other learners change nothing.
/// </summary>
public static class Judge
{
    /// <summary>The verdict on all learners and all pairs of them.</summary>
    /// <exception cref="UserErrorException">Epsilon, confidence or the number of resamples cannot be used.</exception>
    public static Verdict Of(CurveTable table, JudgementSettings settings)
    {
        RefuseUnusable(settings);
        var store = new ResampleStore(settings.Resamples, settings.Seed);
        var stream = settings.Stream is null ? null : new StreamTrials(settings.Stream);
        var judged = table.Learners
            .Select(runs => new JudgedRuns(runs, stream, store, settings.Confidence, settings.Intervals)).ToArray();
        Parallel.ForEach(judged, learner => learner.Prepare());
        var retry = Array.Find(judged, learner => learner.Runs.Id == settings.Retry);
        var frozen = Array.Find(judged, learner => learner.Runs.Id == settings.Frozen);
        var learners = InParallel(judged, learner => LearnerJudgement.Of(
            learner, settings, new Yardsticks(retry, frozen)));
        return new Verdict
        {
            PlanSha256 = settings.PlanSha256,
            Model = settings.Model,
            Epsilon = settings.Epsilon
                ?? (table.Learners.Any(runs => runs.Scale.IsKnown) ? JudgementSettings.EpsilonOnScale : null),
            Confidence = settings.Confidence,
            Learners = learners,
            Pairs = InParallel(PairsOf(judged), pair => Of(pair.Left, pair.Right)),
            Stream = stream is null ? null : StreamJudgement.Of(table.Learners, stream, store, settings),
            Cautions = Cautions.Of(table, learners, settings),
        };
    }

    private static (JudgedRuns Left, JudgedRuns Right)[] PairsOf(JudgedRuns[] judged) =>
        [.. judged.SelectMany((left, i) => judged.Skip(i + 1).Select(right => (left, right)))];

    private static PairVerdict Of(JudgedRuns left, JudgedRuns right)
    {
        var pair = new PairJudgement(left, right);
        return new PairVerdict
        {
            Left = left.Runs.Id,
            Right = right.Runs.Id,
            LeftOut = pair.LeftOut,
            Difference = pair.Difference(),
            ProbabilityOfImprovement = pair.Probability(),
            LeadByBlock = pair.LeadByBlock(),
            LeadByBudget =
            [
                .. Budget.Of(left.Runs, right.Runs).Select(budget => KeyValuePair.Create(budget.Name, pair.LeadBy(budget))),
            ],
        };
    }

    // Each result has its own place, so that which thread was faster changes nothing.
    private static TResult[] InParallel<TItem, TResult>(TItem[] items, Func<TItem, TResult> resultOf)
    {
        var results = new TResult[items.Length];
        Parallel.For(0, items.Length, i => results[i] = resultOf(items[i]));
        return results;
    }

    private static void RefuseUnusable(JudgementSettings settings)
    {
        if (settings.Epsilon is { } epsilon && !(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw new UserErrorException(
                $"epsilon {(double.IsNaN(epsilon) ? "NaN" : Wording.Number(epsilon))} cannot be used; it is a score of 0 or more");
        }

        if (settings.Confidence is not (>= 0.5 and <= 0.999))
        {
            throw new UserErrorException(
                $"confidence {Wording.Number(settings.Confidence)} cannot be used; it lies between 0.5 and 0.999");
        }

        if (settings.Resamples is < 100 or > 20_000)
        {
            throw new UserErrorException(
                $"{Wording.Number(settings.Resamples)} resamples cannot be used; take 100 to 20,000, 2,000 is the custom");
        }
    }
}
