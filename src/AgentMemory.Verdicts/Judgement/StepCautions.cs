using System.Globalization;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What the steps of the curves allow to be compared, and what they do not.</summary>
internal static class StepCautions
{
    private const int StepsNamedMax = 3;
    private const int TasksNamedMax = 20;

    public static IEnumerable<string> Of(CurveTable table) => [.. table.Learners.SelectMany(OfUnused), .. OfEnds(table.Learners)];

    private static IEnumerable<string> OfUnused(LearnerRuns runs)
    {
        var without = runs.Tasks.Where(task => task.Grid.Count == 0).Select(task => task.Task).ToArray();
        if (without.Length > 0)
        {
            yield return $"{runs.Id}: no step is held by more than half of the units of {Named(without, TasksNamedMax)}, so nothing is judged there; "
                + "examine all units of a task at the same steps.";
        }

        var unused = runs.Tasks.SelectMany(task => task.UnusedSteps).ToArray();
        if (unused.Length > 0)
        {
            var steps = Named([.. unused.Distinct().Order().Select(Text)], StepsNamedMax);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{runs.Id}: {unused.Length:N0} {(unused.Length == 1 ? "cell is" : "cells are")} at steps that at most half "
                + $"of a task's units hold (step {steps}) and not used.");
        }
    }

    // One sentence for all tasks of which the same is to be said.
    private static IEnumerable<string> OfEnds(IReadOnlyList<LearnerRuns> learners) => learners.SelectMany(runs => runs.Tasks).Select(task => task.Task)
        .Distinct(StringComparer.Ordinal)
        .Select(task => (Task: task, Ends: Ends(learners, task)))
        .Where(task => task.Ends is not null)
        .GroupBy(task => task.Ends, task => task.Task, StringComparer.Ordinal)
        .Select(tasks => $"{Named([.. tasks], TasksNamedMax)}: last steps differ ({tasks.Key}); learners that end at different steps are not "
            + "compared there.");

    // Null where all that have the task end it at one step.
    private static string? Ends(IReadOnlyList<LearnerRuns> learners, string task)
    {
        var ends = learners.Select(runs => (runs.Id, Last: runs.Task(task)?.LastStep)).Where(end => end.Last is not null)
            .GroupBy(end => end.Last!.Value, end => end.Id).OrderByDescending(end => end.Key).ToArray();
        return ends.Length < 2 ? null : string.Join("; ", ends.Select(end => $"{Wording.List([.. end])} at {Text(end.Key)}"));
    }

    private static string Named(IReadOnlyList<string> names, int countMax) => names.Count <= countMax
        ? Wording.List(names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(countMax))} and {names.Count - countMax:N0} more");

    private static string Text(double step) => step.ToString(CultureInfo.InvariantCulture);
}
