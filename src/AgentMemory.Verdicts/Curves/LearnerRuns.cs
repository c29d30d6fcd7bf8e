namespace AgentMemory.Verdicts.Curves;

/// <summary>All curves of one learner: task by task, and what was spent on the way.</summary>
public sealed class LearnerRuns
{
    private readonly Dictionary<string, double[]> _costs;

    /// <summary>Lays the learner's points out.</summary>
    /// <param name="id">The learner's name.</param>
    /// <param name="path">memory, weights, both, reference, or null.</param>
    /// <param name="points">Sorted by task, seed and step; none stands twice.</param>
    /// <param name="tasksNamed">Tasks that are named without a score; they are tasks of the learner too.</param>
    internal LearnerRuns(string id, string? path, ReadOnlySpan<CurvePoint> points, IReadOnlyList<string> tasksNamed)
    {
        Id = id;
        Path = path;
        var starts = RunStarts(points);
        Runs = starts.Length - 1;
        var names = new List<string>();
        var taskOfRun = new int[Runs];
        var steps = new double[Runs][];
        for (var run = 0; run < Runs; run++)
        {
            var task = points[starts[run]].Task;
            if (names.Count == 0 || names[^1] != task)
            {
                names.Add(task);
            }

            taskOfRun[run] = names.Count - 1;
            steps[run] = new double[starts[run + 1] - starts[run]];
            for (var i = 0; i < steps[run].Length; i++)
            {
                steps[run][i] = points[starts[run] + i].Step;
            }
        }

        var ranked = StepRanks.Of(steps, taskOfRun);
        Steps = ranked.Steps;
        var tasks = new List<TaskCurves>();
        for (var (task, run) = (0, 0); task < names.Count; task++)
        {
            var first = run;
            while (run < Runs && taskOfRun[run] == task)
            {
                run++;
            }

            tasks.Add(TaskOf(points, starts.AsSpan(first, run + 1 - first), ranked.TaskGrids[task], ranked.Grid));
        }

        tasks.AddRange(tasksNamed.Except(names, StringComparer.Ordinal).Select(task => new TaskCurves(task, [], [], [])));
        Tasks = [.. tasks.OrderBy(task => task.Task, StringComparer.Ordinal)];
        Seeds = [.. tasks.SelectMany(task => task.Seeds).Distinct(StringComparer.Ordinal).Order(SeedOrder.Instance)];
        _costs = CostCurves(points, starts, ranked.Ranks);
        CostNames = Curves.CostNames.InOrder(_costs.Keys);
        IllegalRate = MeanOfKnown(points, point => point.IllegalRate);
        Scale = ScoreScale.Of(points);
    }

    /// <summary>The learner's name.</summary>
    public string Id { get; }

    /// <summary>memory, weights, both, reference, or null.</summary>
    public string? Path { get; }

    /// <summary>Number of runs: units of all tasks.</summary>
    public int Runs { get; }

    /// <summary>Number of steps of all tasks together, by rank; 0 where no task has a grid.</summary>
    public int Steps { get; }

    /// <summary>By name, ordinal order; those without any score too.</summary>
    public IReadOnlyList<TaskCurves> Tasks { get; }

    /// <summary>All seeds of all tasks, in <see cref="SeedOrder"/>.</summary>
    public IReadOnlyList<string> Seeds { get; }

    /// <summary>Costs that are known anywhere on the curve.</summary>
    public IReadOnlyList<string> CostNames { get; }

    /// <summary>Mean over all exams that report one, from 0 to 1; null where none does.</summary>
    public double? IllegalRate { get; }

    /// <summary>What the numbers are measured against.</summary>
    public ScoreScale Scale { get; }

    /// <summary>The task of a name, or null.</summary>
    public TaskCurves? Task(string name) => Tasks.FirstOrDefault(task => task.Task == name);

    /// <summary>The mean cumulative cost of a run by each step; NaN where no run tells. Null for an unknown name.</summary>
    public IReadOnlyList<double>? CostCurve(string name) => _costs.GetValueOrDefault(name);

    private static TaskCurves TaskOf(ReadOnlySpan<CurvePoint> points, ReadOnlySpan<int> starts, double[] grid, double[]? common)
    {
        var units = starts.Length - 1;
        var seeds = new string[units];
        var scores = new double[units][];
        var met = new double?[units];
        var regrets = new double?[units];
        var ways = new FinalWays?[units];
        var unused = new List<double>();
        for (var unit = 0; unit < units; unit++)
        {
            seeds[unit] = points[starts[unit]].Seed;
            scores[unit] = new double[grid.Length];
            Array.Fill(scores[unit], double.NaN);
            foreach (var point in points[starts[unit]..starts[unit + 1]])
            {
                var rank = Array.BinarySearch(grid, point.Step);
                if (rank < 0)
                {
                    unused.Add(point.Step);
                    continue;
                }

                scores[unit][rank] = point.Score;
                if (rank == grid.Length - 1)
                {
                    (met[unit], regrets[unit]) = (point.ScoreMet, point.UnmetRegret);
                    ways[unit] = point is { ScoreRaw: { } raw, ScoreCalibrated: { } calibrated } ? new FinalWays(raw, calibrated) : null;
                }
            }
        }

        var ofTask = points[starts[0]..starts[^1]];
        return new TaskCurves(points[starts[0]].Task, grid, seeds, scores)
        {
            Ranks = [.. grid.Select((step, rank) => common is null ? rank : Array.BinarySearch(common, step))],
            FinalMet = met,
            FinalUnmetRegret = regrets,
            FinalWays = ways,
            JudgedWay = JudgedWays.Of(ofTask),
            IsOfStates = ofTask[0].IsOfStates,
            ExamItems = MeanOfKnown(ofTask, point => point.ExamItems),
            FinalStatesUnmet = MeanOfKnown(ofTask, point => grid.Length > 0 && point.Step.Equals(grid[^1]) ? point.StatesUnmet : null),
            UnusedSteps = [.. unused.Order()],
            HiddenBits = MeanOfKnown(ofTask, point => point.HiddenBits),
            Exam = ofTask[0].Exam,
        };
    }

    private static int[] RunStarts(ReadOnlySpan<CurvePoint> points)
    {
        var starts = new List<int>();
        for (var i = 0; i < points.Length; i++)
        {
            if (i == 0 || points[i].Task != points[i - 1].Task || points[i].Seed != points[i - 1].Seed)
            {
                starts.Add(i);
            }
        }

        return [.. starts, points.Length];
    }

    private Dictionary<string, double[]> CostCurves(ReadOnlySpan<CurvePoint> points, int[] starts, IReadOnlyList<int[]> ranks)
    {
        var sums = new Dictionary<string, (double[] Sum, int[] Known)>(StringComparer.Ordinal);
        for (var run = 0; run < Runs; run++)
        {
            for (var i = 0; i < ranks[run].Length; i++)
            {
                if (ranks[run][i] < 0 || points[starts[run] + i].Costs is not { } costs)
                {
                    continue;
                }

                foreach (var name in costs.Names)
                {
                    if (costs[name] is not { } cost)
                    {
                        continue;
                    }

                    if (!sums.TryGetValue(name, out var curve))
                    {
                        sums[name] = curve = (new double[Steps], new int[Steps]);
                    }

                    curve.Sum[ranks[run][i]] += cost;
                    curve.Known[ranks[run][i]]++;
                }
            }
        }

        return sums.ToDictionary(
            cost => cost.Key,
            cost => cost.Value.Sum.Zip(cost.Value.Known, (sum, known) => known == 0 ? double.NaN : sum / known).ToArray(),
            StringComparer.Ordinal);
    }

    private static double? MeanOfKnown(ReadOnlySpan<CurvePoint> points, Func<CurvePoint, double?> numberOf)
    {
        var sum = 0.0;
        var known = 0;
        foreach (var point in points)
        {
            if (numberOf(point) is { } number)
            {
                sum += number;
                known++;
            }
        }

        return known == 0 ? null : sum / known;
    }
}
