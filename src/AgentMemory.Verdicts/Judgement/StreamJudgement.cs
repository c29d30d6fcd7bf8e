using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>The transfer matrices of a stream's trials and what follows from them: means over trials with Student's t.</summary>
internal static class StreamJudgement
{
    public static StreamVerdict Of(IReadOnlyList<LearnerRuns> learners, IReadOnlyList<StreamOrder> orders, string? noLearning)
    {
        RefuseShared(orders);
        var matrices = learners.Select(learner => (
            learner.Id, Trials: orders.Select(order => MatrixOf(learner, order)).ToArray())).ToArray();
        var twin = learners.FirstOrDefault(learner => learner.Id == noLearning);
        var twins = twin is null ? null : orders.Select(order => MatrixOf(twin, order)).ToArray();
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
                    learner.Id, Judged(learner.Trials.Select((trial, i) => Generalisation(trial, twins?[i]))))),
            ],
            Matrices = [.. matrices.Select(learner => KeyValuePair.Create(learner.Id, MeanMatrix(learner.Trials)))],
            Places = Places(orders),
        };

        IReadOnlyList<KeyValuePair<string, Interval>> Metric(Func<TrialMatrix, double> of) =>
        [
            .. matrices.Select(learner => KeyValuePair.Create(
                learner.Id, Judged(learner.Trials.Select(trial => trial is null ? double.NaN : of(trial))))),
        ];
    }

    private static Interval Judged(IEnumerable<double> values) =>
        UnitMean.Of([.. values.Where(value => !double.IsNaN(value))])?.At(VerdictRule.Confidence) ?? Interval.Unknown;

    private static void RefuseShared(IReadOnlyList<StreamOrder> orders)
    {
        var trials = new HashSet<(string Seed, string Task)>();
        foreach (var (seed, task) in orders.SelectMany(order => order.Legs.Select(leg => (order.Seed, leg.Task))))
        {
            if (!trials.Add((seed, task)))
            {
                throw new ArgumentException($"two trials of seed {seed} learn {task}; give them names of their own", nameof(orders));
            }
        }
    }

    // Every exam on a task before its own practice is an exam on something held out. The twin that learnt nothing sat the
    // same exams; where there is none, the learner's own start takes its place.
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
        var tasks = order.Legs.Select(leg => learner.Task(leg.Task)).ToArray();
        var before = new double[tasks.Length];
        var scores = new double[tasks.Length, tasks.Length];
        for (var on = 0; on < tasks.Length; on++)
        {
            var unit = tasks[on] is { } known ? PlaceOf(known.Seeds, order.Seed) : -1;
            if (tasks[on] is not { } task || unit < 0)
            {
                return null;
            }

            before[on] = task.Grid.Count == 0 ? double.NaN : task.Of(unit)[0];
            for (var after = 0; after < tasks.Length; after++)
            {
                var place = PlaceOf(task.Grid, order.Legs[after].LastStep);
                scores[after, on] = place < 0 ? double.NaN : task.Of(unit)[place];
            }
        }

        var isWhole = !before.Any(double.IsNaN) && !scores.Cast<double>().Any(double.IsNaN);
        return isWhole ? new TrialMatrix(before, new TransferMatrix(before, scores)) : null;
    }

    private static int PlaceOf<T>(IReadOnlyList<T> items, T wanted)
    {
        for (var place = 0; place < items.Count; place++)
        {
            if (EqualityComparer<T>.Default.Equals(items[place], wanted))
            {
                return place;
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
