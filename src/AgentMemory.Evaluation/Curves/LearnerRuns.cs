using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Curves;

/// <summary>All runs (task x seed) of one learner over its steps by rank. Shape: [runs, steps], NaN for a missing cell.</summary>
public sealed class LearnerRuns
{
    private readonly double[] _scores;
    private readonly Dictionary<string, double[]> _costs;
    private readonly int[][] _taskRanks;

    /// <summary>Lays the learner's points out; they are sorted by task, seed and step and none stands twice.</summary>
    internal LearnerRuns(ReadOnlySpan<CurvePoint> points)
    {
        Id = points[0].Learner;
        Path = points[0].Path;
        var starts = RunStarts(points);
        Runs = starts.Length - 1;
        var tasks = new List<string>();
        var seeds = new string[Runs];
        var taskOfRun = new int[Runs];
        var steps = new double[Runs][];
        for (var run = 0; run < Runs; run++)
        {
            var first = points[starts[run]];
            if (tasks.Count == 0 || tasks[^1] != first.Task)
            {
                tasks.Add(first.Task);
            }

            seeds[run] = first.Seed;
            taskOfRun[run] = tasks.Count - 1;
            steps[run] = new double[starts[run + 1] - starts[run]];
            for (var i = 0; i < steps[run].Length; i++)
            {
                steps[run][i] = points[starts[run] + i].Step;
            }
        }

        Tasks = tasks;
        SeedOfRun = seeds;
        TaskOfRun = taskOfRun;
        Seeds = [.. seeds.Distinct(StringComparer.Ordinal).Order(SeedOrder.Instance)];
        var ranked = StepRanks.Of(steps, taskOfRun);
        var ranks = ranked.Ranks;
        // Without any grid there is one step that no run holds: every number is unknown then, and nothing else changes.
        (Steps, Grid, TaskGrids) = (Math.Max(1, ranked.Steps), ranked.Grid, ranked.TaskGrids);
        _taskRanks = [.. TaskGrids.Select(own => own.Select(
            (step, rank) => ranked.Grid is null ? rank : Array.BinarySearch(ranked.Grid, step)).ToArray())];
        _scores = new double[(long)Runs * Steps];
        Array.Fill(_scores, double.NaN);
        var unused = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            for (var i = 0; i < ranks[run].Length; i++)
            {
                var point = points[starts[run] + i];
                if (ranks[run][i] < 0)
                {
                    unused.Add(point.Step);
                    continue;
                }

                _scores[(run * Steps) + ranks[run][i]] = point.Score;
            }
        }

        UnusedSteps = [.. unused.Order()];

        _costs = CostCurves(points, starts, ranks);
        CostNames = Curves.CostNames.InOrder(_costs.Keys);
        IllegalRate = MeanOfKnown(points, point => point.IllegalRate);
        Scale = ScoreScale.Of(points);
        var most = taskOfRun.CountBy(task => task).Max(count => count.Value);
        MissingCells = (most * TaskGrids.Sum(own => (long)own.Count)) - (points.Length - UnusedSteps.Count);
    }

    /// <summary>The learner's name.</summary>
    public string Id { get; }

    /// <summary>memory, weights, both, reference, or null.</summary>
    public string? Path { get; }

    /// <summary>Number of runs.</summary>
    public int Runs { get; }

    /// <summary>Number of steps, the first one included.</summary>
    public int Steps { get; }

    /// <summary>The steps as they were logged, by rank; null where tasks were logged at steps of their own.</summary>
    public IReadOnlyList<double>? Grid { get; }

    /// <summary>For each task the steps that more than half of its runs hold, ascending; empty where there are none.</summary>
    public IReadOnlyList<IReadOnlyList<double>> TaskGrids { get; }

    /// <summary>The step of every cell that is not used, because at most half of its task's runs hold it; ascending.</summary>
    public IReadOnlyList<double> UnusedSteps { get; }

    /// <summary>Ordinal order.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>All seeds of all tasks, in <see cref="SeedOrder"/>.</summary>
    public IReadOnlyList<string> Seeds { get; }

    /// <summary>For each run, its seed.</summary>
    public IReadOnlyList<string> SeedOfRun { get; }

    /// <summary>For each run, its task's place in <see cref="Tasks"/>. Never falls.</summary>
    public IReadOnlyList<int> TaskOfRun { get; }

    /// <summary>Costs that are known anywhere on the curve.</summary>
    public IReadOnlyList<string> CostNames { get; }

    /// <summary>Mean over all exams that report one, from 0 to 1; null where none does.</summary>
    public double? IllegalRate { get; }

    /// <summary>What the numbers are measured against.</summary>
    public ScoreScale Scale { get; }

    /// <summary>Cells without a score, where every task had as many seeds as the richest and all steps of its grid.</summary>
    public long MissingCells { get; }

    /// <summary>The score of a run at a step; NaN where it is missing.</summary>
    public double this[int run, int step] => _scores[(run * Steps) + step];

    /// <summary>The scores of a run, one a step; NaN where one is missing.</summary>
    public ReadOnlySpan<double> Curve(int run) => _scores.AsSpan(run * Steps, Steps);

    /// <summary>The last step of a task's grid; null where the learner has no such task, or the task no grid.</summary>
    public double? LastStepOf(string task)
    {
        for (var place = 0; place < Tasks.Count; place++)
        {
            if (Tasks[place] == task)
            {
                return TaskGrids[place].Count == 0 ? null : TaskGrids[place][^1];
            }
        }

        return null;
    }

    /// <summary>True where both have the same tasks and end each at the same step.</summary>
    public bool EndsLike(LearnerRuns other) => Tasks.SequenceEqual(other.Tasks, StringComparer.Ordinal)
        && Tasks.All(task => LastStepOf(task) is { } last && other.LastStepOf(task) == last);

    /// <summary>The ranks of the steps that a run's task has, ascending: all of them, but for tasks that were examined less often.</summary>
    public ReadOnlySpan<int> RanksOf(int run) => _taskRanks[TaskOfRun[run]];

    /// <summary>Each run's score at the first step of its task.</summary>
    public double[] Firsts() => AtPlace(ranks => ranks[0]);

    /// <summary>Each run's score at the last step of its task.</summary>
    public double[] Finals() => AtPlace(ranks => ranks[^1]);

    /// <summary>0 for a run that holds a step of its task's grid, NaN for one that holds none.</summary>
    public double[] Known()
    {
        var known = new double[Runs];
        for (var run = 0; run < Runs; run++)
        {
            known[run] = double.NaN;
            foreach (var rank in RanksOf(run))
            {
                known[run] = double.IsNaN(this[run, rank]) ? known[run] : 0;
            }
        }

        return known;
    }

    /// <summary>One score a run at a step.</summary>
    public double[] At(int step)
    {
        var scores = new double[Runs];
        for (var run = 0; run < Runs; run++)
        {
            scores[run] = this[run, step];
        }

        return scores;
    }

    /// <summary>The mean cumulative cost of a run by each step; NaN where no run tells. Null for an unknown name.</summary>
    public IReadOnlyList<double>? CostCurve(string name) => _costs.GetValueOrDefault(name);

    /// <summary>Which runs a bootstrap may exchange.</summary>
    /// <param name="stream">The trials of a stream, or null where every task is learnt by a trial of its own.</param>
    public RunShape Shape(StreamTrials? stream)
    {
        if (stream is not null)
        {
            return stream.Shape(this);
        }

        var perTask = new int[Tasks.Count];
        foreach (var task in TaskOfRun)
        {
            perTask[task]++;
        }

        return RunShape.SeedsWithinTasks(perTask);
    }

    private double[] AtPlace(Func<int[], int> placeOf)
    {
        var scores = new double[Runs];
        for (var run = 0; run < Runs; run++)
        {
            var ranks = _taskRanks[TaskOfRun[run]];
            scores[run] = ranks.Length == 0 ? double.NaN : this[run, placeOf(ranks)];
        }

        return scores;
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
