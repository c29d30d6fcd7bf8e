namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// The chance that a run of the left learner beats one of the right on a random task: the mean over tasks of the
/// Mann-Whitney statistic, ties counting half (Agarwal et al. 2021, section 4.3; Mann and Whitney 1947). Every left run
/// of a task meets every right run. It is computed as half of 1 + (wins - losses) / meetings, so that swapping the
/// learners gives exactly the rest to 1.
/// </summary>
public sealed class ProbabilityOfImprovement
{
    private readonly TaskMeeting[] _tasks;

    /// <summary>Prepares the meetings of two learners' runs.</summary>
    /// <param name="left">One value a run, NaN where there is none.</param>
    /// <param name="leftShape">Of the left runs.</param>
    /// <param name="leftTasks">For each left run its task's number.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="rightShape">Likewise.</param>
    /// <param name="rightTasks">Likewise; the same numbers mean the same tasks.</param>
    public ProbabilityOfImprovement(
        ReadOnlySpan<double> left,
        RunShape leftShape,
        ReadOnlySpan<int> leftTasks,
        ReadOnlySpan<double> right,
        RunShape rightShape,
        ReadOnlySpan<int> rightTasks)
    {
        var leftRuns = ByTask(left, leftShape, leftTasks);
        var rightRuns = ByTask(right, rightShape, rightTasks);
        _tasks = [.. leftRuns.Where(task => rightRuns.ContainsKey(task.Key))
            .Select(task => new TaskMeeting(task.Value, rightRuns[task.Key]))];
    }

    /// <summary>Of the data themselves, from 0 to 1; NaN where the learners share no task.</summary>
    public double Value() => Mean(task => task.Advantage());

    /// <summary>Of each resample; NaN where nothing was drawn that could meet.</summary>
    /// <exception cref="ArgumentException">The two were not resampled equally often.</exception>
    public double[] Values(Resamples left, Resamples right)
    {
        if (left.Count != right.Count)
        {
            throw new ArgumentException($"{left.Count} resamples against {right.Count}", nameof(right));
        }

        var values = new double[left.Count];
        for (var resample = 0; resample < values.Length; resample++)
        {
            var drawn = resample;
            values[resample] = Mean(task => task.Advantage(left[drawn], right[drawn]));
        }

        return values;
    }

    private double Mean(Func<TaskMeeting, double> advantageOf)
    {
        var sum = 0.0;
        var met = 0;
        foreach (var task in _tasks)
        {
            var advantage = advantageOf(task);
            if (!double.IsNaN(advantage))
            {
                sum += advantage;
                met++;
            }
        }

        return met == 0 ? double.NaN : 0.5 + (0.5 * (sum / met));
    }

    private static SortedDictionary<int, List<(double Value, int Unit)>> ByTask(
        ReadOnlySpan<double> values, RunShape shape, ReadOnlySpan<int> tasks)
    {
        var byTask = new SortedDictionary<int, List<(double Value, int Unit)>>();
        for (var run = 0; run < values.Length; run++)
        {
            if (double.IsNaN(values[run]))
            {
                continue;
            }

            if (!byTask.TryGetValue(tasks[run], out var runs))
            {
                byTask[tasks[run]] = runs = [];
            }

            runs.Add((values[run], shape.UnitOfRun[run]));
        }

        return byTask;
    }

    private sealed class TaskMeeting
    {
        private readonly int[] _leftUnits;
        private readonly int[] _rightUnits;
        private readonly int[] _below;
        private readonly int[] _notAbove;
        private readonly int[] _prefix;

        public TaskMeeting(List<(double Value, int Unit)> left, List<(double Value, int Unit)> right)
        {
            right.Sort();
            _leftUnits = [.. left.Select(run => run.Unit)];
            _rightUnits = [.. right.Select(run => run.Unit)];
            var rightValues = right.Select(run => run.Value).ToArray();
            _below = [.. left.Select(run => CountUpTo(rightValues, run.Value, orEqual: false))];
            _notAbove = [.. left.Select(run => CountUpTo(rightValues, run.Value, orEqual: true))];
            _prefix = new int[right.Count + 1];
        }

        public double Advantage()
        {
            long advantage = 0;
            for (var i = 0; i < _leftUnits.Length; i++)
            {
                advantage += _below[i] + _notAbove[i] - _rightUnits.Length;
            }

            return (double)advantage / ((long)_leftUnits.Length * _rightUnits.Length);
        }

        public double Advantage(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right)
        {
            for (var j = 0; j < _rightUnits.Length; j++)
            {
                _prefix[j + 1] = _prefix[j] + right[_rightUnits[j]];
            }

            var rightDrawn = _prefix[^1];
            var leftDrawn = 0;
            long advantage = 0;
            for (var i = 0; i < _leftUnits.Length; i++)
            {
                var count = left[_leftUnits[i]];
                leftDrawn += count;
                advantage += (long)count * (_prefix[_below[i]] + _prefix[_notAbove[i]] - rightDrawn);
            }

            return leftDrawn == 0 || rightDrawn == 0 ? double.NaN : advantage / ((double)leftDrawn * rightDrawn);
        }

        private static int CountUpTo(double[] ascending, double value, bool orEqual)
        {
            var low = 0;
            var high = ascending.Length;
            while (low < high)
            {
                var middle = (low + high) / 2;
                var counts = orEqual ? ascending[middle] <= value : ascending[middle] < value;
                (low, high) = counts ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
