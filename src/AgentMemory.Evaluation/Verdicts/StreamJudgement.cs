using System.Globalization;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The transfer matrices of a stream's trials and what follows from them, with intervals over trials.</summary>
internal static class StreamJudgement
{
    public static StreamVerdict Of(
        IReadOnlyList<LearnerRuns> learners, StreamTrials stream, ResampleStore store, JudgementSettings settings)
    {
        var shape = stream.Shape();
        var resamples = store.For(shape);
        var matrices = learners.Select(learner => (
            learner.Id, Trials: stream.Trials.Select(order => MatrixOf(learner, order)).ToArray())).ToArray();
        var frozen = learners.FirstOrDefault(learner => learner.Id == settings.Frozen);
        var twins = frozen is null ? null : stream.Trials.Select(order => MatrixOf(frozen, order)).ToArray();
        return new StreamVerdict
        {
            Accuracy = Metric(trial => trial.Matrix.Accuracy),
            BackwardTransfer = Metric(trial => trial.Matrix.BackwardTransfer),
            ForwardTransfer = Metric(trial => trial.Matrix.ForwardTransfer),
            Forgetting = Metric(trial => trial.Matrix.Forgetting),
            PlasticityGain = Metric(trial => trial.Matrix.PlasticityGain),
            StabilityGain = Metric(trial => trial.Matrix.StabilityGain),
            GeneralisationGain =
            [
                .. matrices.Select(learner => KeyValuePair.Create(
                    learner.Id, Judged([.. learner.Trials.Select((trial, i) => Generalisation(trial, twins?[i]))]))),
            ],
            Matrices = [.. matrices.Select(learner => KeyValuePair.Create(learner.Id, MeanMatrix(learner.Trials)))],
            Places = Places(stream.Trials),
        };

        IReadOnlyList<KeyValuePair<string, Interval>> Metric(Func<TrialMatrix, double> of) =>
        [
            .. matrices.Select(learner => KeyValuePair.Create(
                learner.Id, Judged([.. learner.Trials.Select(trial => trial is null ? double.NaN : of(trial))]))),
        ];

        Interval Judged(double[] values) =>
            StratifiedBootstrap.InterquartileMean(values, shape, resamples, settings.Confidence, settings.Intervals);
    }

    // Every exam on a task before its own practice is an exam on something held out. The twin that learnt nothing sat the
    // same exams; where there is none, the learner's own start stands in for it.
    private static double Generalisation(TrialMatrix? trial, TrialMatrix? twin)
    {
        if (trial is null || trial.Matrix.Tasks < 2)
        {
            return double.NaN;
        }

        var scores = new List<double>();
        var memoryless = new List<double>();
        for (var after = 0; after < trial.Matrix.Tasks; after++)
        {
            for (var on = after + 1; on < trial.Matrix.Tasks; on++)
            {
                scores.Add(trial.Matrix[after, on]);
                memoryless.Add(twin is null ? trial.Before[on] : twin.Matrix[after, on]);
            }
        }

        return Gains.Generalisation([.. scores], [.. memoryless]);
    }

    // Null where a cell is missing: a matrix with a hole gives no metric.
    private static TrialMatrix? MatrixOf(LearnerRuns learner, StreamOrder order)
    {
        var runs = order.Legs.Select(leg => RunOf(learner, leg.Task, order.Seed)).ToArray();
        var steps = order.Legs.Select(leg => StepOf(learner, leg.LastStep)).ToArray();
        if (runs.Contains(-1) || steps.Contains(-1))
        {
            return null;
        }

        var before = runs.Select(run => learner[run, 0]).ToArray();
        var scores = new double[runs.Length, runs.Length];
        for (var after = 0; after < runs.Length; after++)
        {
            for (var on = 0; on < runs.Length; on++)
            {
                scores[after, on] = learner[runs[on], steps[after]];
            }
        }

        var isWhole = !before.Any(double.IsNaN) && !scores.Cast<double>().Any(double.IsNaN);
        return isWhole ? new TrialMatrix(before, new TransferMatrix(before, scores)) : null;
    }

    private static int RunOf(LearnerRuns learner, string task, string seed)
    {
        for (var run = 0; run < learner.Runs; run++)
        {
            if (learner.SeedOfRun[run] == seed && learner.Tasks[learner.TaskOfRun[run]] == task)
            {
                return run;
            }
        }

        return -1;
    }

    private static int StepOf(LearnerRuns learner, double step)
    {
        for (var rank = 0; rank < learner.Grid?.Count; rank++)
        {
            if (learner.Grid[rank] == step)
            {
                return rank;
            }
        }

        return -1;
    }

    private static double[,] MeanMatrix(TrialMatrix?[] trials)
    {
        var longest = trials.Max(trial => trial?.Before.Length ?? 0);
        var having = trials.OfType<TrialMatrix>().Where(trial => trial.Before.Length == longest).ToArray();
        var mean = new double[longest + 1, longest];
        for (var on = 0; on < longest; on++)
        {
            var place = on;
            mean[0, on] = having.Average(trial => trial.Before[place]);
            for (var after = 0; after < longest; after++)
            {
                var row = after;
                mean[after + 1, on] = having.Average(trial => trial.Matrix[row, place]);
            }
        }

        return mean;
    }

    private static IReadOnlyList<string> Places(IReadOnlyList<StreamOrder> orders)
    {
        var longest = orders.MaxBy(order => order.Legs.Count)!.Legs.Select(leg => leg.Task).ToArray();
        var isOneOrder = orders.Where(order => order.Legs.Count == longest.Length)
            .All(order => order.Legs.Select(leg => leg.Task).SequenceEqual(longest, StringComparer.Ordinal));
        return isOneOrder
            ? longest
            : [.. Enumerable.Range(1, longest.Length).Select(place => $"task {place.ToString(CultureInfo.InvariantCulture)}")];
    }

    private sealed record TrialMatrix(double[] Before, TransferMatrix Matrix);
}
