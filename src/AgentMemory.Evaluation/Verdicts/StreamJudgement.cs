using System.Globalization;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>The transfer matrices of a stream's trials and what follows from them, with intervals over trials.</summary>
internal static class StreamJudgement
{
    public static StreamVerdict Of(
        IReadOnlyList<LearnerRuns> learners, JudgementSettings settings, ResampleStore store)
    {
        var orders = settings.Stream!.ToDictionary(order => order.Seed, order => order.Legs, StringComparer.Ordinal);
        var trials = learners.Select(learner => (learner.Id, Trials: Trials(learner, orders))).ToArray();
        return new StreamVerdict
        {
            Accuracy = Metric(matrix => matrix.Accuracy),
            BackwardTransfer = Metric(matrix => matrix.BackwardTransfer),
            ForwardTransfer = Metric(matrix => matrix.ForwardTransfer),
            Forgetting = Metric(matrix => matrix.Forgetting),
            PlasticityGain = Metric(matrix => matrix.PlasticityGain),
            StabilityGain = Metric(matrix => matrix.StabilityGain),
            Matrices = [.. trials.Select(learner => KeyValuePair.Create(learner.Id, MeanMatrix(learner.Trials)))],
            Places = Places(settings.Stream!),
        };

        IReadOnlyList<KeyValuePair<string, Interval>> Metric(Func<TransferMatrix, double> of) =>
            [.. trials.Select(learner => KeyValuePair.Create(learner.Id, Judge(learner.Trials, of, store, settings)))];
    }

    private static Interval Judge(
        Trial?[] trials, Func<TransferMatrix, double> of, ResampleStore store, JudgementSettings settings)
    {
        var values = trials.Select(trial => trial is null ? double.NaN : of(trial.Matrix)).ToArray();
        var shape = RunShape.WholeTrials(values.Length, [.. Enumerable.Range(0, values.Length)]);
        return StratifiedBootstrap.InterquartileMean(values, shape, store.For(shape), settings.Confidence);
    }

    // One a seed, in the order of the seeds; null where a cell is missing or the order of the tasks is not known.
    private static Trial?[] Trials(LearnerRuns learner, Dictionary<string, IReadOnlyList<StreamLeg>> orders) =>
        [.. learner.Seeds.Select(seed => orders.TryGetValue(seed, out var legs) ? TrialOf(learner, seed, legs) : null)];

    private static Trial? TrialOf(LearnerRuns learner, string seed, IReadOnlyList<StreamLeg> legs)
    {
        var runs = legs.Select(leg => RunOf(learner, leg.Task, seed)).ToArray();
        var steps = legs.Select(leg => StepOf(learner, leg.LastStep)).ToArray();
        if (legs.Count == 0 || runs.Contains(-1) || steps.Contains(-1))
        {
            return null;
        }

        var before = runs.Select(run => learner[run, 0]).ToArray();
        var scores = new double[legs.Count, legs.Count];
        for (var after = 0; after < legs.Count; after++)
        {
            for (var on = 0; on < legs.Count; on++)
            {
                scores[after, on] = learner[runs[on], steps[after]];
            }
        }

        var isWhole = !before.Any(double.IsNaN) && !scores.Cast<double>().Any(double.IsNaN);
        return isWhole ? new Trial(before, new TransferMatrix(before, scores)) : null;
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

    private static double[,] MeanMatrix(Trial?[] trials)
    {
        var known = trials.OfType<Trial>().ToArray();
        var tasks = known.Length == 0 ? 0 : known.Max(trial => trial.Before.Length);
        var mean = new double[tasks + 1, tasks];
        for (var on = 0; on < tasks; on++)
        {
            var place = on;
            var having = known.Where(trial => trial.Before.Length == tasks).ToArray();
            mean[0, on] = having.Average(trial => trial.Before[place]);
            for (var after = 0; after < tasks; after++)
            {
                var row = after;
                mean[after + 1, on] = having.Average(trial => trial.Matrix[row, place]);
            }
        }

        return mean;
    }

    private static IReadOnlyList<string> Places(IReadOnlyList<StreamOrder> orders)
    {
        var first = orders.Count == 0 ? [] : orders[0].Legs.Select(leg => leg.Task).ToArray();
        var isOneOrder = orders.All(order => order.Legs.Select(leg => leg.Task).SequenceEqual(first, StringComparer.Ordinal));
        var longest = orders.Count == 0 ? 0 : orders.Max(order => order.Legs.Count);
        return isOneOrder
            ? first
            : [.. Enumerable.Range(1, longest).Select(place => $"task {place.ToString(CultureInfo.InvariantCulture)}")];
    }

    private sealed record Trial(double[] Before, TransferMatrix Matrix);
}
