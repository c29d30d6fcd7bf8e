using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>
/// Two learners against each other, on the tasks that both have and end at the same step. Their resamples are the same where their shapes are, so
/// that what both share (an easy seed, a hard exam) cancels out of the difference.
/// </summary>
internal sealed class PairJudgement
{
    private readonly JudgedRuns _left;
    private readonly JudgedRuns _right;
    private readonly bool[]? _leftShares;
    private readonly bool[]? _rightShares;
    private readonly Dictionary<string, int> _taskPlaces;
    private readonly Dictionary<(int Left, int Right), Interval> _differences = [];

    public PairJudgement(JudgedRuns left, JudgedRuns right)
    {
        _left = left;
        _right = right;
        _taskPlaces = left.Runs.Tasks.Index().ToDictionary(task => task.Item, task => task.Index, StringComparer.Ordinal);
        if (!left.Runs.EndsLike(right.Runs))
        {
            _leftShares = Shares(left.Runs, right.Runs);
            _rightShares = Shares(right.Runs, left.Runs);
        }
    }

    /// <summary>Tasks that both have and that are left out, because their last steps differ.</summary>
    public IReadOnlyList<string> LeftOut =>
        [.. _left.Runs.Tasks.Where(task => _right.Runs.Tasks.Contains(task, StringComparer.Ordinal) && !EndAlike(_left.Runs, _right.Runs, task))];

    /// <summary>Final score of the left less that of the right; unknown where they share no task.</summary>
    public Interval Difference() => Difference(_left.Finals, _left.Final, _right.Finals, _right.Final);

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
            : _left.Widened(value, meetings.Values(_left.Resamples, _right.Resamples), Present(left, right)).Within(0, 1);
    }

    /// <summary>Who is ahead from which step on, over the steps that both have; null where no such steps are known.</summary>
    public Lead? LeadByBlock()
    {
        var common = CommonSteps();
        return LeadFrom([.. JudgedRuns.GridOf(common.Count).Select(rank => ((double)rank, common[rank].Left, common[rank].Right))]);
    }

    /// <summary>
    /// Who is ahead from which budget on, over the budgets that both have spent: at each budget either one is taken at the
    /// last exam it could pay for. What falls, as a notebook's size may, counts as the most there had been by then. Null
    /// where a cost is not known, or never spent.
    /// </summary>
    public Lead? LeadBy(Budget budget)
    {
        if (Spent(_left, budget) is not { } left || Spent(_right, budget) is not { } right)
        {
            return null;
        }

        var least = Math.Max(left[0], right[0]);
        var most = Math.Min(left[^1], right[^1]);
        var budgets = left.Concat(right).Where(cost => cost >= least && cost <= most).Distinct().Order();
        return LeadFrom([.. budgets.Select(spent => (spent, StepAt(_left, left, spent), StepAt(_right, right, spent)))]);
    }

    private Lead? LeadFrom(IReadOnlyList<(double Budget, int LeftStep, int RightStep)> places)
    {
        Lead? lead = null;
        for (var i = places.Count - 1; i >= 0; i--)
        {
            var difference = Remembered(places[i].LeftStep, places[i].RightStep);
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

    // A rank says the same of both only where both were examined at the same steps.
    private List<(int Left, int Right)> CommonSteps()
    {
        var (left, right) = (_left.Runs, _right.Runs);
        if (left.Grid is { } leftGrid && right.Grid is { } rightGrid)
        {
            var rightRanks = rightGrid.Index().ToDictionary(step => step.Item, step => step.Index);
            return [.. leftGrid.Index().Where(step => rightRanks.ContainsKey(step.Item)).Select(step => (step.Index, rightRanks[step.Item]))];
        }

        var areAlike = left.Tasks.Index().All(task => !EndAlike(left, right, task.Item)
            || left.TaskGrids[task.Index].SequenceEqual(right.TaskGrids[right.Tasks.Index().First(other => other.Item == task.Item).Index]));
        return areAlike ? [.. Enumerable.Range(0, Math.Min(left.Steps, right.Steps)).Select(rank => (rank, rank))] : [];
    }

    // Several budgets meet at the same exams.
    private Interval Remembered(int leftStep, int rightStep) =>
        _differences.TryGetValue((leftStep, rightStep), out var known)
            ? known
            : _differences[(leftStep, rightStep)] = Difference(leftStep, rightStep);

    private Interval Difference(int leftStep, int rightStep) => Difference(
        _left.Runs.At(leftStep), _left.Step(leftStep), _right.Runs.At(rightStep), _right.Step(rightStep));

    // Where all tasks are shared, what was resampled of the whole is that of the shared part.
    private Interval Difference(
        double[] leftAll, (double Value, double[] Resampled) leftWhole, double[] rightAll, (double Value, double[] Resampled) rightWhole)
    {
        var leftScores = Only(leftAll, _leftShares);
        var rightScores = Only(rightAll, _rightShares);
        var left = _leftShares is null ? leftWhole : _left.Resample(leftScores);
        var right = _rightShares is null ? rightWhole : _right.Resample(rightScores);
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

        return _left.Widened(value, differences, Present(leftScores, rightScores));
    }

    // Where the two have unlike shapes, the poorer one rules how far the interval is widened.
    private PresentUnits Present(double[] left, double[] right) =>
        _left.Poorer(_left.Shape.Present(left), _right.Shape.Present(right));

    private int[] Places(LearnerRuns runs) =>
        [.. runs.TaskOfRun.Select(task => _taskPlaces.GetValueOrDefault(runs.Tasks[task], -1 - task))];

    private static bool[] Shares(LearnerRuns of, LearnerRuns with) =>
        [.. of.TaskOfRun.Select(task => EndAlike(of, with, of.Tasks[task]))];

    private static bool EndAlike(LearnerRuns left, LearnerRuns right, string task) =>
        left.LastStepOf(task) is { } last && right.LastStepOf(task) == last;

    private static double[] Only(double[] values, bool[]? shares) =>
        shares is null ? values : [.. values.Zip(shares, (value, shared) => shared ? value : double.NaN)];

    private static double[]? Spent(JudgedRuns judged, Budget budget)
    {
        var spent = new double[judged.Grid.Length];
        for (var i = 0; i < spent.Length; i++)
        {
            spent[i] = budget.Of(judged.Runs, judged.Grid[i]);
            if (double.IsNaN(spent[i]))
            {
                return null;
            }

            spent[i] = i > 0 ? Math.Max(spent[i], spent[i - 1]) : spent[i];
        }

        return spent[^1] > 0 ? spent : null;
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
