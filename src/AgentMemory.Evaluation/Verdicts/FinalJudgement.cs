using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>What else the last exam says: other averages, the share of the possible gain, and how runs are spread.</summary>
internal static class FinalJudgement
{
    private const int ProfilePointsMax = 200;

    /// <summary>Mean and median over tasks, and the gap to the ceiling where there is one.</summary>
    public static FinalAverages AveragesOf(JudgedRuns judged, bool hasScale)
    {
        var averages = new TaskAverages(judged.Finals, judged.Runs.TaskOfRun, judged.Shape);
        var present = judged.Shape.Present(judged.Finals);
        var resamples = judged.Resamples;
        return new FinalAverages
        {
            Mean = Judged(averages.Mean(), averages.Means(resamples)),
            Median = Judged(averages.Median(), averages.Medians(resamples)),
            OptimalityGap = hasScale
                ? Judged(averages.OptimalityGap(), averages.OptimalityGaps(resamples))
                : Interval.Unknown,
        };

        Interval Judged(double value, double[] resampled) =>
            double.IsNaN(value) ? Interval.Unknown : judged.Widened(value, resampled, present);
    }

    /// <summary>
    /// (final - start) / (1 - start): the share of what was left to gain. The start is the final score of the memoryless
    /// twin where there is one on the same tasks and steps, the learner's own first score otherwise. Unknown without a scale, and
    /// where the start, or a resample of it, is at the ceiling.
    /// </summary>
    public static Interval NormalisedGain(JudgedRuns judged, JudgedRuns? twin, bool hasScale)
    {
        var isTwin = twin is not null && twin.Runs.EndsLike(judged.Runs);
        var start = isTwin ? twin!.Final : judged.First;
        var final = judged.Final;
        if (!hasScale || !(start.Value < 1) || double.IsNaN(final.Value))
        {
            return Interval.Unknown;
        }

        var value = Gains.Normalised(final.Value, start.Value);
        var resampled = new double[final.Resampled.Length];
        for (var resample = 0; resample < resampled.Length; resample++)
        {
            if (start.Resampled[resample] >= 1)
            {
                return new Interval(value, null, null);
            }

            resampled[resample] = Gains.Normalised(final.Resampled[resample], start.Resampled[resample]);
        }

        var present = judged.Shape.Present(judged.Finals);
        var poorer = isTwin ? judged.Poorer(present, twin!.Shape.Present(twin.Finals)) : present;
        return judged.Widened(value, resampled, poorer);
    }

    /// <summary>
    /// The share of runs that end above each of the learner's own final scores, or of evenly spread ones where there are
    /// very many: below the first it is 1, whoever else is compared.
    /// </summary>
    public static IReadOnlyList<ProfilePoint> ProfileOf(JudgedRuns judged)
    {
        var byTask = judged.Finals.Select((score, run) => (Score: score, Task: judged.Runs.TaskOfRun[run]))
            .Where(run => !double.IsNaN(run.Score)).GroupBy(run => run.Task)
            .Select(task => task.Select(run => run.Score).ToArray()).ToArray();
        if (byTask.Length == 0)
        {
            return [];
        }

        var thresholds = byTask.SelectMany(scores => scores).Distinct().Order().ToArray();
        if (thresholds.Length > ProfilePointsMax)
        {
            var (lowest, highest) = (thresholds[0], thresholds[^1]);
            thresholds = [.. Enumerable.Range(0, ProfilePointsMax)
                .Select(i => lowest + ((highest - lowest) * i / (ProfilePointsMax - 1)))];
        }

        return [.. PerformanceProfile.Of(byTask, thresholds).Select((share, i) => new ProfilePoint(thresholds[i], share))];
    }
}
