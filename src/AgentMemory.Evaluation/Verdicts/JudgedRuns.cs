using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>
/// One learner's runs with the resamples of their shape: values by run, intervals, and resampled interquartile means by
/// step, which pairs share. Once <see cref="Prepare"/> has run, nothing in it changes and threads may share it.
/// </summary>
internal sealed class JudgedRuns
{
    /// <summary>Longer curves are looked at on so many steps, evenly spread, when they are drawn or compared.</summary>
    public const int GridStepsMax = 256;

    private readonly double _confidence;
    private readonly IntervalForm _form;
    private readonly Dictionary<int, (double Value, double[] Resampled)> _steps = [];
    private (double Value, double[] Resampled)? _first;
    private (double Value, double[] Resampled)? _final;

    public JudgedRuns(LearnerRuns runs, StreamTrials? stream, ResampleStore store, double confidence, IntervalForm form)
    {
        Runs = runs;
        Shape = runs.Shape(stream);
        Resamples = store.For(Shape);
        _confidence = confidence;
        _form = form;
        (Firsts, Finals) = (runs.Firsts(), runs.Finals());
        Grid = GridOf(runs.Steps);
    }

    public LearnerRuns Runs { get; }

    public RunShape Shape { get; }

    public Resamples Resamples { get; }

    /// <summary>Each run's score at the first step of its task.</summary>
    public double[] Firsts { get; }

    /// <summary>Each run's score at the last step of its task.</summary>
    public double[] Finals { get; }

    /// <summary>Where the curves start, and that of each resample, which is not to be changed.</summary>
    public (double Value, double[] Resampled) First => _first ?? End(Firsts, 0);

    /// <summary>Where the curves end, and that of each resample, which is not to be changed.</summary>
    public (double Value, double[] Resampled) Final => _final ?? End(Finals, Runs.Steps - 1);

    /// <summary>Steps that are drawn and compared, ascending; the first and the last are among them.</summary>
    public int[] Grid { get; }

    /// <summary>Seeds of the task that has the fewest; in a stream, trials that learnt the same tasks.</summary>
    public int FewestSeeds => Shape.Present(Runs.Known()).FewestInStratum;

    /// <summary>The interquartile mean of one value a run.</summary>
    public Interval Judge(double[] values) =>
        StratifiedBootstrap.InterquartileMean(values, Shape, Resamples, _confidence, _form);

    /// <summary>A value of these runs and of their resamples, with its ends. The resampled values are rearranged.</summary>
    public Interval Widened(double value, double[] resampled, PresentUnits present) =>
        StratifiedBootstrap.Widened(value, resampled, present, _confidence, _form);

    /// <summary>Of two sets of units, the one that widens an interval more: the poorer of the two.</summary>
    public PresentUnits Poorer(PresentUnits left, PresentUnits right)
    {
        if (!left.CanVary || !right.CanVary)
        {
            return left.CanVary ? right : left;
        }

        return StratifiedBootstrap.Widening(left, _confidence) >= StratifiedBootstrap.Widening(right, _confidence)
            ? left
            : right;
    }

    /// <summary>The learning curve at a step.</summary>
    public Interval At(int step) => Widened(Runs.At(step), Step(step));

    /// <summary>The learning curve where it starts.</summary>
    public Interval AtFirst() => Widened(Firsts, First);

    /// <summary>The learning curve where it ends.</summary>
    public Interval AtFinal() => Widened(Finals, Final);

    /// <summary>Computes every step of the grid, and both ends, once and for all.</summary>
    public void Prepare()
    {
        foreach (var step in Grid)
        {
            _steps[step] = Resample(Runs.At(step));
        }

        (_first, _final) = (First, Final);
    }

    /// <summary>The interquartile mean at a step and that of each resample, which is not to be changed.</summary>
    public (double Value, double[] Resampled) Step(int step) =>
        _steps.TryGetValue(step, out var known) ? known : Resample(Runs.At(step));

    /// <summary>The same for any one value a run; NaN where no run has one.</summary>
    public (double Value, double[] Resampled) Resample(double[] values)
    {
        var sorted = new SortedRuns(values, Shape);
        return sorted.Count == 0
            ? (double.NaN, [.. Enumerable.Repeat(double.NaN, Resamples.Count)])
            : (sorted.InterquartileMean(), sorted.InterquartileMeans(Resamples));
    }

    /// <summary>final - first of each run.</summary>
    public double[] Gains()
    {
        var gains = new double[Finals.Length];
        for (var run = 0; run < gains.Length; run++)
        {
            gains[run] = Finals[run] - Firsts[run];
        }

        return gains;
    }

    /// <summary>
    /// Each run's Theil-Sen slope over the late window of its task, in score per step. Where tasks have windows of unlike lengths, a
    /// slope is that of the learner's window over which its score would have changed as much.
    /// </summary>
    public double[] LateSlopes() => OverLateWindow((run, steps, scores) => TheilSen.Slope(steps, scores) * Stretch(run));

    /// <summary>What ranks say of the end of the curves, whatever the form of the other intervals.</summary>
    /// <param name="epsilon">The change over the late window that counts as none; null for any at all.</param>
    public LateTrend LateTrend(double? epsilon)
    {
        var window = LateWindow.Steps(Runs.Steps);
        var ranks = OverLateWindow((run, steps, scores) => RankTrend.Tau(steps, scores, (epsilon ?? 0) / Math.Max(1, OwnWindow(run) - 1)));
        var gains = OverLateWindow((run, _, scores) => Averages.Mean(scores) - Firsts[run]);
        var chance = window < 2 ? 0 : RankTrend.VarianceWithoutTrend(window);
        return new LateTrend(
            StudentMean.Of(ranks, Shape, _confidence, chance).Within(-1, 1),
            StudentMean.Of(gains, Shape, _confidence, varianceMin: 0));
    }

    private double[] OverLateWindow(LateValue valueOf)
    {
        var values = new double[Runs.Runs];
        var steps = new double[LateWindow.Steps(Runs.Steps)];
        var scores = new double[steps.Length];
        for (var run = 0; run < values.Length; run++)
        {
            var ranks = Runs.RanksOf(run);
            var known = 0;
            // Steps count by their rank on the task's own grid: on one that tasks of other densities share, they would lie further apart.
            for (var own = ranks.Length - LateWindow.Steps(ranks.Length); own < ranks.Length; own++)
            {
                if (!double.IsNaN(Runs[run, ranks[own]]))
                {
                    steps[known] = own;
                    scores[known++] = Runs[run, ranks[own]];
                }
            }

            values[run] = known >= LateWindow.PointsMin(ranks.Length)
                ? valueOf(run, steps.AsSpan(0, known), scores.AsSpan(0, known))
                : double.NaN;
        }

        return values;
    }

    // Where all tasks have as many steps, both ends are steps of the grid, which are computed once.
    private (double Value, double[] Resampled) End(double[] scores, int step) =>
        scores.AsSpan().SequenceEqual(Runs.At(step)) ? Step(step) : Resample(scores);

    private double Stretch(int run)
    {
        var own = OwnWindow(run);
        var all = LateWindow.Steps(Runs.Steps);
        return own == all || all < 2 ? 1 : (own - 1.0) / (all - 1);
    }

    private int OwnWindow(int run) => LateWindow.Steps(Runs.RanksOf(run).Length);

    private Interval Widened(double[] scores, (double Value, double[] Resampled) of) => double.IsNaN(of.Value)
        ? Interval.Unknown
        : Widened(of.Value, (double[])of.Resampled.Clone(), Shape.Present(scores));

    /// <summary>Each run's mean over all steps of its task; a run that misses one has none, because early and late steps differ.</summary>
    public double[] Areas()
    {
        var areas = new double[Runs.Runs];
        for (var run = 0; run < areas.Length; run++)
        {
            var ranks = Runs.RanksOf(run);
            var curve = new double[ranks.Length];
            for (var i = 0; i < curve.Length; i++)
            {
                curve[i] = Runs[run, ranks[i]];
            }

            areas[run] = curve.Length == 0 ? double.NaN : AreaUnderCurve.OverSteps(curve);
        }

        return areas;
    }

    /// <summary>All steps, or <see cref="GridStepsMax"/> of them, evenly spread.</summary>
    public static int[] GridOf(int steps) => steps <= GridStepsMax
        ? [.. Enumerable.Range(0, steps)]
        : [.. Enumerable.Range(0, GridStepsMax).Select(i => (int)((long)i * (steps - 1) / (GridStepsMax - 1)))];

    private delegate double LateValue(int run, ReadOnlySpan<double> steps, ReadOnlySpan<double> scores);
}
