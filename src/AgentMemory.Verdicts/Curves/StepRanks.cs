namespace AgentMemory.Verdicts.Curves;

/// <summary>
/// Steps by rank: whatever unit a step has, the first is 0, the next 1. The grid of a task is the steps that more than half of
/// its runs hold: a missing step leaves a hole and does not shift what follows, and a step that few runs hold (a last exam logged
/// at a place of its own) is not on it. Tasks share one grid where they can; where theirs are in different units, each is
/// ranked by itself: that is so when the union of their steps holds over a quarter more than the longest of them.
/// </summary>
public static class StepRanks
{
    private const double UnionToLongestMax = 1.25;

    /// <summary>The ranks of every run's steps.</summary>
    /// <param name="stepsOfRuns">Ascending, without repetition.</param>
    /// <param name="taskOfRuns">The number of each run's task, from 0; every number up to the largest is there.</param>
    public static RankedSteps Of(IReadOnlyList<double[]> stepsOfRuns, IReadOnlyList<int> taskOfRuns)
    {
        var grids = Enumerable.Range(0, stepsOfRuns.Count).GroupBy(run => taskOfRuns[run]).OrderBy(task => task.Key)
            .Select(runs => GridOf([.. runs.Select(run => stepsOfRuns[run])])).ToArray();
        var common = SharedGrid([.. grids.Where(grid => grid.Length > 0)]);
        var ranks = stepsOfRuns.Select((steps, run) => RanksIn(grids[taskOfRuns[run]], common, steps)).ToArray();
        return new RankedSteps(ranks, common?.Length ?? grids.Select(grid => grid.Length).DefaultIfEmpty(0).Max(), common, grids);
    }

    private static double[] GridOf(IReadOnlyList<double[]> runs)
    {
        var held = new Dictionary<double, int>();
        foreach (var step in runs.SelectMany(steps => steps))
        {
            held[step] = held.GetValueOrDefault(step) + 1;
        }

        return [.. held.Where(step => 2 * step.Value > runs.Count).Select(step => step.Key).Order()];
    }

    // Null where there is none that suits all.
    private static double[]? SharedGrid(IReadOnlyList<double[]> grids)
    {
        if (grids.Count == 0)
        {
            return null;
        }

        var longest = grids.Max(steps => steps.Length);
        var union = new SortedSet<double>(grids[0]);
        foreach (var steps in grids.Skip(1))
        {
            union.UnionWith(steps);
            if (union.Count > UnionToLongestMax * longest)
            {
                return null;
            }
        }

        return [.. union];
    }

    private static int[] RanksIn(double[] grid, double[]? common, double[] steps) =>
    [
        .. steps.Select(step => Array.BinarySearch(grid, step) is >= 0 and var own
            ? common is null ? own : Array.BinarySearch(common, step)
            : -1),
    ];
}

/// <summary>The steps of one learner's runs by rank.</summary>
/// <param name="Ranks">For each run the ranks of its steps; -1 where one is not on its task's grid.</param>
/// <param name="Steps">How many ranks there are in all; 0 where no task has a grid.</param>
/// <param name="Grid">The steps themselves by rank, where all tasks share them.</param>
/// <param name="TaskGrids">For each task the steps that more than half of its runs hold, ascending; may be empty.</param>
public sealed record RankedSteps(
    IReadOnlyList<int[]> Ranks, int Steps, double[]? Grid, IReadOnlyList<double[]> TaskGrids);
