using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>
/// Two learners against each other, on the tasks that both have. Their resamples are the same where their shapes are, so
/// that what both share (an easy seed, a hard exam) cancels out of the difference.
/// </summary>
internal sealed class PairJudgement
{
    private readonly JudgedRuns _left;
    private readonly JudgedRuns _right;
    private readonly double _confidence;
    private readonly bool[]? _leftShares;
    private readonly bool[]? _rightShares;
    private readonly Dictionary<string, int> _taskPlaces;

    public PairJudgement(JudgedRuns left, JudgedRuns right, double confidence)
    {
        _left = left;
        _right = right;
        _confidence = confidence;
        _taskPlaces = left.Runs.Tasks.Index().ToDictionary(task => task.Item, task => task.Index, StringComparer.Ordinal);
        if (!left.Runs.Tasks.SequenceEqual(right.Runs.Tasks, StringComparer.Ordinal))
        {
            _leftShares = Shares(left.Runs, right.Runs);
            _rightShares = Shares(right.Runs, left.Runs);
        }
    }

    /// <summary>Final score of the left less that of the right; unknown where they share no task.</summary>
    public Interval Difference() => Difference(_left.Runs.Steps - 1, _right.Runs.Steps - 1);

    /// <summary>That a run of the left beats a run of the right on a random task, at their last steps.</summary>
    public Interval Probability()
    {
        var left = Only(_left.Finals, _leftShares);
        var right = Only(_right.Finals, _rightShares);
        var meetings = new ProbabilityOfImprovement(
            left, _left.Shape, [.. _left.Runs.TaskOfRun], right, _right.Shape, Places(_right.Runs));
        var value = meetings.Value();
        return double.IsNaN(value)
            ? Interval.Unknown
            : StratifiedBootstrap.Widened(
                value, meetings.Values(_left.Resamples, _right.Resamples), Present(left, right), _confidence).Within(0, 1);
    }

    /// <summary>Who is ahead from which step on, over the steps that both have.</summary>
    public Lead? LeadByBlock()
    {
        var steps = JudgedRuns.GridOf(Math.Min(_left.Runs.Steps, _right.Runs.Steps));
        return LeadFrom([.. steps.Select(step => ((double)step, step, step))]);
    }

    /// <summary>
    /// Who is ahead from which budget on, over the budgets that both have spent: at each budget either one is taken at the
    /// last exam it could pay for. Null where a cost is not known.
    /// </summary>
    public Lead? LeadByCost(string name)
    {
        if (Spent(_left, name) is not { } left || Spent(_right, name) is not { } right)
        {
            return null;
        }

        var least = Math.Max(left[0], right[0]);
        var most = Math.Min(left[^1], right[^1]);
        var budgets = left.Concat(right).Where(cost => cost >= least && cost <= most).Distinct().Order();
        return LeadFrom([.. budgets.Select(budget => (budget, StepAt(_left, left, budget), StepAt(_right, right, budget)))]);
    }

    private Lead? LeadFrom(IReadOnlyList<(double Budget, int LeftStep, int RightStep)> places)
    {
        Lead? lead = null;
        for (var i = places.Count - 1; i >= 0; i--)
        {
            var difference = Difference(places[i].LeftStep, places[i].RightStep);
            var leader = difference switch
            {
                { IsAboveZero: true } => _left.Runs.Id,
                { IsBelowZero: true } => _right.Runs.Id,
                _ => null,
            };
            if (leader is null || (lead is not null && lead.Leader != leader))
            {
                return lead;
            }

            lead = new Lead(leader, places[i].Budget);
        }

        return lead;
    }

    private Interval Difference(int leftStep, int rightStep)
    {
        var leftScores = Only(_left.Runs.At(leftStep), _leftShares);
        var rightScores = Only(_right.Runs.At(rightStep), _rightShares);
        var left = _leftShares is null ? _left.Step(leftStep) : _left.Resample(leftScores);
        var right = _rightShares is null ? _right.Step(rightStep) : _right.Resample(rightScores);
        var value = left.Value - right.Value;
        if (double.IsNaN(value))
        {
            return Interval.Unknown;
        }

        var differences = new double[left.Resampled.Length];
        for (var resample = 0; resample < differences.Length; resample++)
        {
            differences[resample] = left.Resampled[resample] - right.Resampled[resample];
        }

        return StratifiedBootstrap.Widened(value, differences, Present(leftScores, rightScores), _confidence);
    }

    // Where the two have unlike shapes, the poorer one rules how far the interval is widened.
    private PresentUnits Present(double[] left, double[] right)
    {
        var ofLeft = _left.Shape.Present(left);
        var ofRight = _right.Shape.Present(right);
        if (!ofLeft.CanVary || !ofRight.CanVary)
        {
            return ofLeft.CanVary ? ofRight : ofLeft;
        }

        return StratifiedBootstrap.Widening(ofLeft, _confidence) >= StratifiedBootstrap.Widening(ofRight, _confidence)
            ? ofLeft
            : ofRight;
    }

    private int[] Places(LearnerRuns runs) =>
        [.. runs.TaskOfRun.Select(task => _taskPlaces.GetValueOrDefault(runs.Tasks[task], -1 - task))];

    private static bool[] Shares(LearnerRuns of, LearnerRuns with) =>
        [.. of.TaskOfRun.Select(task => with.Tasks.Contains(of.Tasks[task]))];

    private static double[] Only(double[] values, bool[]? shares) =>
        shares is null ? values : [.. values.Zip(shares, (value, shared) => shared ? value : double.NaN)];

    private static double[]? Spent(JudgedRuns judged, string name)
    {
        if (judged.Runs.CostCurve(name) is not { } costs)
        {
            return null;
        }

        var spent = judged.Grid.Select(step => costs[step]).ToArray();
        for (var i = 0; i < spent.Length; i++)
        {
            if (double.IsNaN(spent[i]) || (i > 0 && spent[i] < spent[i - 1]))
            {
                return null;
            }
        }

        return spent;
    }

    private static int StepAt(JudgedRuns judged, double[] spent, double budget)
    {
        var last = 0;
        while (last + 1 < spent.Length && spent[last + 1] <= budget)
        {
            last++;
        }

        return judged.Grid[last];
    }
}
