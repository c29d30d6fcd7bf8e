using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>One learner's tasks, judged one by one, and what they come to together.</summary>
internal sealed class LearnerJudgement
{
    /// <summary>Longer curves are drawn at so many steps, evenly spread.</summary>
    public const int CurveStepsMax = 256;

    private readonly bool _isStream;

    public LearnerJudgement(LearnerRuns runs, JudgedScale scale, bool isStream, CancellationToken cancellation)
    {
        Runs = runs;
        Scale = scale;
        _isStream = isStream;
        Tasks = [.. runs.Tasks.Select(Judged)];

        TaskJudgement Judged(TaskCurves task)
        {
            cancellation.ThrowIfCancellationRequested();
            return TaskJudgement.Of(task, scale);
        }
    }

    public LearnerRuns Runs { get; }

    public JudgedScale Scale { get; }

    /// <summary>In the order of the learner's tasks.</summary>
    public IReadOnlyList<TaskJudgement> Tasks { get; }

    /// <summary>What is to be told of the learner over its tasks; the price of use is filled in when all learners are known.</summary>
    public LearnerVerdict Told(double? pretrainingFlops)
    {
        var words = Tasks.CountBy(task => task.Word).OrderBy(word => word.Key).ToDictionary();
        var costNames = CostNames.InOrder([.. CostNames.Standard, .. Runs.CostNames]);
        return new LearnerVerdict
        {
            Id = Runs.Id,
            Path = Runs.Path,
            Word = words.Count == 1 ? words.Keys.Single() : null,
            Headline = new LearnerHeadline(Improving(Tasks).Count(isKept => isKept), Tasks.Count, words),
            First = Mean(task => task.First, VerdictRule.Confidence),
            Final = Mean(task => task.Final, VerdictRule.Confidence),
            Gain = Mean(task => task.Gain, VerdictRule.Confidence),
            Change = Mean(task => task.Change, VerdictRule.ChangeConfidence),
            OptimumIsKnown = Scale.OptimumIsKnown,
            Epsilon = Scale.Epsilon,
            Costs = [.. costNames.Select(name => KeyValuePair.Create(name, CostAt(name, Runs.Steps - 1)))],
            PretrainingFlops = pretrainingFlops,
            PriceToLevel = LearnerPrice.ToLevel(this),
            BreakEvenGames = null,
            IllegalRate = Runs.IllegalRate,
            Curve = [.. CurveSteps().Select(step => new CurveBand(
                step, At(step), [.. costNames.Select(name => CostAt(name, step))]))],
            Finals = [.. Tasks.SelectMany(task => task.Sample.Final.Values.Select(
                (score, unit) => new RunFinal(task.Sample.Curves.Task, task.Sample.Seeds[unit], score)))],
            Steps = Runs.Steps,
            Seeds = Runs.Seeds.Count,
        };
    }

    /// <summary>What a run had cost by a step on average, or null.</summary>
    public double? CostAt(string name, int step) =>
        step >= 0 && Runs.CostCurve(name)?[step] is { } cost && !double.IsNaN(cost) ? cost : null;

    /// <summary>The scores of the counting units at a step of all the learner's tasks, of those tasks that have the step.</summary>
    public IEnumerable<UnitValues> UnitsAt(int step)
    {
        foreach (var task in Tasks)
        {
            var place = PlaceOf(task.Sample.Curves.Ranks, step);
            if (place >= 0 && task.Sample.At(place) is { Values.Length: > 0 } held)
            {
                yield return held;
            }
        }
    }

    private Interval At(int step) => LearnerMean.Of(UnitsAt(step), VerdictRule.Confidence, _isStream);

    private Interval Mean(Func<TaskSample, UnitValues> valuesOf, double confidence) =>
        LearnerMean.Of(Tasks.Select(task => valuesOf(task.Sample)), confidence, _isStream);

    /// <summary>For each task whether the headline counts it: its word is improving and Holm's test keeps it. One claim needs no correction.</summary>
    public static bool[] Improving(IReadOnlyList<TaskJudgement> tasks)
    {
        var kept = tasks.Count == 1 ? [true] : Holm.Kept([.. tasks.Select(task => task.PNoRise)], VerdictRule.HeadlineLevel);
        return [.. tasks.Select((task, place) => task.Word == VerdictWord.Improving && kept[place])];
    }

    private IEnumerable<int> CurveSteps() => Runs.Steps <= CurveStepsMax
        ? Enumerable.Range(0, Runs.Steps)
        : Enumerable.Range(0, CurveStepsMax).Select(i => (int)((long)i * (Runs.Steps - 1) / (CurveStepsMax - 1)));

    private static int PlaceOf(IReadOnlyList<int> ranks, int step)
    {
        // Ranks ascend, and a rank is never below its place.
        for (var place = Math.Min(step, ranks.Count - 1); place >= 0 && ranks[place] >= step; place--)
        {
            if (ranks[place] == step)
            {
                return place;
            }
        }

        return -1;
    }
}
