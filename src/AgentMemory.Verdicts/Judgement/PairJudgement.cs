namespace AgentMemory.Verdicts.Judgement;

/// <summary>
/// Two learners against each other: the difference of their final scores within each unit that is complete for both, so that what
/// both share (an easy world, a hard exam) cancels out.
/// </summary>
internal static class PairJudgement
{
    public static PairVerdict Of(LearnerJudgement left, LearnerJudgement right, bool isStream)
    {
        var differences = new List<UnitValues>();
        var leftOut = new List<string>();
        var rightTasks = right.Tasks.ToDictionary(task => task.Sample.Curves.Task, StringComparer.Ordinal);
        foreach (var task in left.Tasks)
        {
            var name = task.Sample.Curves.Task;
            var paired = rightTasks.Remove(name, out var other) ? Paired(task.Sample, other.Sample) : null;
            if (paired is null)
            {
                leftOut.Add(name);
            }
            else
            {
                differences.Add(paired);
            }
        }

        leftOut.AddRange(rightTasks.Keys.Order(StringComparer.Ordinal));
        return new PairVerdict(
            left.Runs.Id,
            right.Runs.Id,
            LearnerMean.Of(differences, VerdictRule.Confidence, isStream),
            differences.Count,
            leftOut);
    }

    // Null where the task ends at different steps, or no unit is complete in both.
    private static UnitValues? Paired(TaskSample left, TaskSample right)
    {
        if (left.Curves.LastStep is not { } last || right.Curves.LastStep != last)
        {
            return null;
        }

        var finals = right.Seeds.Index().ToDictionary(seed => seed.Item, seed => right.Final.Values[seed.Index], StringComparer.Ordinal);
        var shared = left.Seeds.Index().Where(seed => finals.ContainsKey(seed.Item)).ToArray();
        return shared.Length == 0
            ? null
            : new UnitValues(
                [.. shared.Select(seed => seed.Item)], [.. shared.Select(seed => left.Final.Values[seed.Index] - finals[seed.Item])]);
    }
}
