using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>
/// Curves in, verdict out. Every number about a learner follows from its own runs alone, and nothing is drawn by chance: the order of
/// rows and the company of other learners change nothing.
/// </summary>
public static class Judge
{
    /// <summary>The verdict on all learners, each on each of its tasks, and on all pairs of them.</summary>
    /// <param name="curves">Of all learners.</param>
    /// <param name="settings">What the judgement is set by.</param>
    /// <param name="cancellation">Looked at before every task of a learner and every pair of learners.</param>
    /// <exception cref="UserErrorException">Epsilon or the optimum cannot be used.</exception>
    public static Verdict Of(CurveTable curves, JudgementSettings settings, CancellationToken cancellation = default)
    {
        RefuseUnusable(settings);
        var table = settings.Optimum is { } optimum ? Divided(curves, optimum, cancellation) : curves;
        var judged = new LearnerJudgement[table.Learners.Count];
        // Each result has its own place, so that which thread was faster changes nothing.
        Parallel.For(0, judged.Length, new ParallelOptions { CancellationToken = cancellation }, i => judged[i] = new LearnerJudgement(
            table.Learners[i], ScaleOf(table.Learners[i], settings), settings.IsStream, cancellation));
        var tasks = judged.SelectMany(learner => learner.Tasks.Select(task => task.Told(learner.Runs.Id, learner.Runs.Path))).ToArray();
        var learners = LearnerPrice.WithBreakEven([.. judged.Select(Told)]);
        return new Verdict
        {
            PlanSha256 = settings.PlanSha256,
            Model = settings.Model,
            Epsilon = settings.Epsilon
                ?? (judged.Any(learner => learner.Scale.OptimumIsKnown) ? JudgementSettings.EpsilonOnScale : null),
            Tasks = tasks,
            Learners = learners,
            Pairs = [.. judged.SelectMany((left, i) => judged.Skip(i + 1).Select(right => Pair(left, right)))],
            Stream = settings.Orders is { Count: > 0 } orders ? StreamJudgement.Of(table.Learners, orders, settings.NoLearning) : null,
            Power = settings.Power,
            Cautions = Cautions.Of(table, tasks, learners, settings),
        };

        LearnerVerdict Told(LearnerJudgement learner)
        {
            cancellation.ThrowIfCancellationRequested();
            return learner.Told(settings.Model?.PretrainingFlops);
        }

        PairVerdict Pair(LearnerJudgement left, LearnerJudgement right)
        {
            cancellation.ThrowIfCancellationRequested();
            return PairJudgement.Of(left, right, settings.IsStream);
        }
    }

    private static JudgedScale ScaleOf(LearnerRuns runs, JudgementSettings settings)
    {
        var isKnown = settings.Optimum is not null || runs.Scale.IsKnown;
        return new JudgedScale(settings.Epsilon ?? (isKnown ? JudgementSettings.EpsilonOnScale : null), isKnown);
    }

    private static CurveTable Divided(CurveTable curves, double optimum, CancellationToken cancellation) => CurveTable.Of(
        curves.Points.Concat(curves.Missing).Select(point => point with
        {
            Score = point.Score / optimum,
            ScoreMet = point.ScoreMet / optimum,
            UnmetRegret = point.UnmetRegret / optimum,
            ScoreRaw = point.ScoreRaw / optimum,
            ScoreCalibrated = point.ScoreCalibrated / optimum,
        }),
        "the curves",
        cancellation);

    private static void RefuseUnusable(JudgementSettings settings)
    {
        if (settings.Epsilon is { } epsilon && !(epsilon >= 0 && double.IsFinite(epsilon)))
        {
            throw new UserErrorException(
                $"epsilon {(double.IsNaN(epsilon) ? "NaN" : Wording.Number(epsilon))} cannot be used; it is a score of 0 or more");
        }

        if (settings.Optimum is { } optimum && !(optimum > 0 && double.IsFinite(optimum)))
        {
            throw new UserErrorException(
                $"optimum {(double.IsNaN(optimum) ? "NaN" : Wording.Number(optimum))} cannot be used; it is a score above 0. Where the best "
                + "score is 0 or less, give raw with floor and ceiling");
        }
    }
}
