namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// The other single numbers of Agarwal et al. 2021 (section 4.3), beside the interquartile mean that verdicts use, of the
/// data and of every resample. As rliable has them: mean and median are taken over the tasks' mean scores, the
/// optimality gap over all runs.
/// </summary>
public sealed class TaskAverages
{
    private readonly double[] _values;
    private readonly int[] _units;
    private readonly int[] _tasks;
    private readonly int _taskCount;

    /// <summary>Takes one value a run.</summary>
    /// <param name="values">NaN where a run has none.</param>
    /// <param name="taskOfRun">For each run its task's number, from 0.</param>
    /// <param name="shape">Of the runs.</param>
    /// <exception cref="ArgumentException">Unequal lengths.</exception>
    public TaskAverages(ReadOnlySpan<double> values, IReadOnlyList<int> taskOfRun, RunShape shape)
    {
        if (values.Length != shape.Runs || taskOfRun.Count != shape.Runs)
        {
            throw new ArgumentException($"{values.Length} values and {taskOfRun.Count} tasks for {shape.Runs} runs");
        }

        _values = values.ToArray();
        _tasks = [.. taskOfRun];
        _units = [.. shape.UnitOfRun];
        _taskCount = _tasks.Length == 0 ? 0 : _tasks.Max() + 1;
    }

    /// <summary>The mean over tasks of their mean scores; NaN where no run has a value.</summary>
    public double Mean() => Of(default, AverageOf);

    /// <summary>Of each resample.</summary>
    public double[] Means(Resamples resamples) => OfAll(resamples, AverageOf);

    /// <summary>The median over tasks of their mean scores; NaN where no run has a value.</summary>
    public double Median() => Of(default, MiddleOf);

    /// <summary>Of each resample.</summary>
    public double[] Medians(Resamples resamples) => OfAll(resamples, MiddleOf);

    /// <summary>target - the mean over runs of min(score, target); NaN where no run has a value.</summary>
    public double OptimalityGap(double target = 1) => Gap(default, target);

    /// <summary>Of each resample.</summary>
    public double[] OptimalityGaps(Resamples resamples, double target = 1)
    {
        var gaps = new double[resamples.Count];
        for (var resample = 0; resample < gaps.Length; resample++)
        {
            gaps[resample] = Gap(resamples[resample], target);
        }

        return gaps;
    }

    private double[] OfAll(Resamples resamples, Func<List<double>, double> averageOf)
    {
        var averages = new double[resamples.Count];
        for (var resample = 0; resample < averages.Length; resample++)
        {
            averages[resample] = Of(resamples[resample], averageOf);
        }

        return averages;
    }

    // Without counts every run counts once.
    private double Of(ReadOnlySpan<ushort> counts, Func<List<double>, double> averageOf)
    {
        Span<double> sums = stackalloc double[Math.Min(_taskCount, 256)];
        sums = _taskCount > sums.Length ? new double[_taskCount] : sums;
        Span<int> drawn = stackalloc int[Math.Min(_taskCount, 256)];
        drawn = _taskCount > drawn.Length ? new int[_taskCount] : drawn;
        sums.Clear();
        drawn.Clear();
        for (var run = 0; run < _values.Length; run++)
        {
            var count = counts.IsEmpty ? 1 : counts[_units[run]];
            if (count > 0 && !double.IsNaN(_values[run]))
            {
                sums[_tasks[run]] += count * _values[run];
                drawn[_tasks[run]] += count;
            }
        }

        var means = new List<double>(_taskCount);
        for (var task = 0; task < _taskCount; task++)
        {
            if (drawn[task] > 0)
            {
                means.Add(sums[task] / drawn[task]);
            }
        }

        return means.Count == 0 ? double.NaN : averageOf(means);
    }

    private double Gap(ReadOnlySpan<ushort> counts, double target)
    {
        var sum = 0.0;
        var drawn = 0;
        for (var run = 0; run < _values.Length; run++)
        {
            var count = counts.IsEmpty ? 1 : counts[_units[run]];
            if (count > 0 && !double.IsNaN(_values[run]))
            {
                sum += count * Math.Min(_values[run], target);
                drawn += count;
            }
        }

        return drawn == 0 ? double.NaN : target - (sum / drawn);
    }

    private static double AverageOf(List<double> means) =>
        Averages.Mean(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(means));

    private static double MiddleOf(List<double> means) =>
        Averages.Median(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(means));
}
