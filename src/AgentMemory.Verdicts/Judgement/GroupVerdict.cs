using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>The statistics' answer on some of the tasks alone.</summary>
/// <param name="Name">As the plan calls the group.</param>
/// <param name="Tasks">As the plan calls them, in ordinal order.</param>
/// <param name="Learners">By name, ordinal order.</param>
/// <param name="Pairs">Every two learners once.</param>
public sealed record GroupVerdict(
    string Name, IReadOnlyList<string> Tasks, IReadOnlyList<LearnerVerdict> Learners, IReadOnlyList<PairVerdict> Pairs)
{
    /// <summary>One verdict for each group that has any point, in ordinal order of their names.</summary>
    /// <param name="groups">The group of a task, by the task's name.</param>
    /// <param name="curves">Of all tasks; each learnt by trials of its own.</param>
    /// <param name="settings">As for the whole.</param>
    /// <param name="cancellation">As for the whole.</param>
    public static IReadOnlyList<GroupVerdict> Of(
        IReadOnlyDictionary<string, string> groups, CurveTable curves, JudgementSettings settings, CancellationToken cancellation = default)
    {
        var verdicts = new List<GroupVerdict>();
        foreach (var group in groups.GroupBy(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var points = curves.Points.Concat(curves.Missing).Where(point => group.Contains(point.Task, StringComparer.Ordinal)).ToArray();
            if (points.Length > 0)
            {
                var verdict = Judge.Of(CurveTable.Of(points, "the ledger", cancellation), settings, cancellation);
                verdicts.Add(new GroupVerdict(
                    group.Key,
                    [.. points.Select(point => point.Task).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                    verdict.Learners,
                    verdict.Pairs));
            }
        }

        return verdicts;
    }
}
