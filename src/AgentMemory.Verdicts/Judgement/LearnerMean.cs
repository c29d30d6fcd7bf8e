using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>
/// One value over a learner's tasks: the mean of task means. Where one trial learnt all tasks, its tasks are no evidence of their own:
/// each seed is averaged over the tasks first.
/// </summary>
internal static class LearnerMean
{
    /// <summary>The value with its interval; unknown where no task has a unit.</summary>
    /// <param name="tasks">One entry for each task; those without a unit are left out.</param>
    /// <param name="confidence">Of both ends together.</param>
    /// <param name="isStream">True where one trial learnt all tasks.</param>
    public static Interval Of(IEnumerable<UnitValues> tasks, double confidence, bool isStream)
    {
        var known = tasks.Where(task => task.Values.Length > 0).ToArray();
        if (known.Length == 0)
        {
            return Interval.Unknown;
        }

        var mean = isStream ? UnitMean.Of(BySeed(known)) : UnitMean.Pooled([.. known.Select(task => UnitMean.Of(task.Values)!.Value)]);
        return mean?.At(confidence) ?? Interval.Unknown;
    }

    // Seeds that all tasks have.
    private static double[] BySeed(UnitValues[] tasks)
    {
        var sums = new Dictionary<string, (double Sum, int Tasks)>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            for (var unit = 0; unit < task.Values.Length; unit++)
            {
                var (sum, held) = sums.GetValueOrDefault(task.Seeds[unit]);
                sums[task.Seeds[unit]] = (sum + task.Values[unit], held + 1);
            }
        }

        return [.. tasks[0].Seeds.Where(seed => sums[seed].Tasks == tasks.Length).Select(seed => sums[seed].Sum / tasks.Length)];
    }
}
