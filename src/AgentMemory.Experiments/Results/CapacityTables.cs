using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Results;

/// <summary>
/// What a plan's sweeps say: where each learner's plateau stands with less and more of something, on every task, and
/// whether it moves when there is more.
/// </summary>
public static class CapacityTables
{
    private const string Window = "context_tokens";

    /// <summary>One table for each setting that differs between two learners alike in everything else.</summary>
    public static IReadOnlyList<ReportTable> Of(Plan plan, CurveTable curves, JudgementSettings settings)
    {
        var sweeps = Sweeps(plan);
        if (sweeps.Count == 0)
        {
            return [];
        }

        var plain = settings with { Cautions = [] };
        var whole = Judge.Of(curves, plain);
        var tasks = whole.Tasks.Select(task => task.Task).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return [.. sweeps.Select(sweep => Table(sweep, whole, tasks.Length < 2 ? [] : tasks))];
    }

    private static ReportTable Table(Sweep sweep, Verdict whole, IReadOnlyList<string> tasks)
    {
        var rows = new List<IReadOnlyList<string>>();
        var drawn = new List<SweepPoint>();
        Point? before = null;
        foreach (var point in sweep.Points)
        {
            if (whole.Learners.FirstOrDefault(learner => learner.Id == point.Learner) is not { } learner)
            {
                continue;
            }

            var difference = before is null ? null : Difference(whole, point.Learner, before.Learner);
            rows.Add(
            [
                Number(point.Value),
                Wording.Interval(learner.Final),
                learner.Word is null ? Wording.Words(learner.Headline.Words) : Wording.Word(learner.Word),
                difference is null ? "" : $"{Wording.Interval(difference)}{Moved(difference)}",
                .. tasks.Select(task => whole.TasksOf(point.Learner).FirstOrDefault(on => on.Task == task) is { } on
                    ? $"{Wording.Interval(on.Final)}, {Wording.Word(on.Word)}" : "–"),
            ]);
            drawn.Add(new SweepPoint(Number(point.Value), point.Learner, learner.Final));
            before = point;
        }

        return new ReportTable(
            $"{sweep.Learner} by {Words(sweep.Setting)}",
            Note(sweep, whole),
            [Words(sweep.Setting), "final score", "verdict", "against the row above", .. tasks],
            rows)
        {
            Sweep = drawn,
        };
    }

    private static string Note(Sweep sweep, Verdict whole)
    {
        var (least, most) = (sweep.Points[0], sweep.Points[^1]);
        var factor = least.Value > 0 ? Number(Math.Round(most.Value / least.Value, 2)) : "?";
        return Difference(whole, most.Learner, least.Learner) is { } moved
            ? $"With {factor} times the {Words(sweep.Setting)} the final score moves by {Wording.Interval(moved)}: "
                + (moved.IsAboveZero ? "more of it helps." : moved.IsBelowZero ? "more of it hurts." : "no move that is clear of zero.")
            : "";
    }

    private static string Moved(Interval difference) =>
        difference.IsAboveZero ? ", higher" : difference.IsBelowZero ? ", lower" : "";

    private static Interval? Difference(Verdict verdict, string of, string less)
    {
        foreach (var pair in verdict.Pairs)
        {
            if (pair.Left == of && pair.Right == less)
            {
                return pair.Difference;
            }

            if (pair.Left == less && pair.Right == of)
            {
                return pair.Difference.Turned();
            }
        }

        return null;
    }

    private static List<Sweep> Sweeps(Plan plan)
    {
        var sweeps = new List<Sweep>();
        foreach (var learners in plan.Learners.GroupBy(learner => learner.Id, StringComparer.Ordinal))
        {
            foreach (var setting in SettingList.Of(learners.First().Settings).All.Select(setting => setting.Path).Append(Window))
            {
                // Alike in everything but this one setting.
                sweeps.AddRange(learners
                    .Select(learner => (Point: PointOf(plan, learner, setting), Others: RestOf(plan, learner, setting)))
                    .Where(learner => learner.Point is not null)
                    .GroupBy(learner => learner.Others, learner => learner.Point!, StringComparer.Ordinal)
                    .Select(points => points.OrderBy(point => point.Value).ToArray())
                    .Where(points => points.Length > 1 && points[0].Value < points[^1].Value)
                    .Select(points => new Sweep(learners.Key, setting, points)));
            }
        }

        return sweeps;
    }

    private static Point? PointOf(Plan plan, LearnerPlan learner, string setting)
    {
        var text = setting == Window
            ? plan.WindowOf(learner).ToString(CultureInfo.InvariantCulture)
            : SettingList.Of(learner.Settings).Find(setting)?.TextIn(learner.Settings);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new Point(learner.Name, value)
            : null;
    }

    private static string RestOf(Plan plan, LearnerPlan learner, string setting) => string.Join('\n', SettingList.Of(learner.Settings).All
        .Select(other => (other.Path, Value: other.TextIn(learner.Settings)))
        .Append((Path: Window, Value: plan.WindowOf(learner).ToString(CultureInfo.InvariantCulture)))
        .Where(other => other.Path != setting)
        .Select(other => $"{other.Path}={other.Value}"));

    private static string Words(string setting) => setting.Replace('_', ' ').Replace('.', ' ');

    private static string Number(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);

    private sealed record Sweep(string Learner, string Setting, Point[] Points);

    private sealed record Point(string Learner, double Value);
}
