namespace AgentMemory.Evaluation.Curves;

/// <summary>
/// Steps by rank: whatever unit a step has, the first is 0, the next 1. Runs share one grid of steps where they can, so
/// that a missing step leaves a hole and does not shift what follows. Where runs or tasks were logged at steps of their
/// own (episodes of different lengths, tasks in different units), each is ranked by itself: that is so when the union of
/// their steps holds over a quarter more than the longest of them.
/// </summary>
public static class StepRanks
{
    private const double UnionToLongestMax = 1.25;

    /// <summary>
    /// For each run the ranks of its steps, how many ranks there are in all, and the steps themselves where all runs
    /// share them.
    /// </summary>
    /// <param name="stepsOfRuns">Ascending, without repetition.</param>
    /// <param name="taskOfRuns">The number of each run's task, from 0.</param>
    public static (int[][] Ranks, int Steps, double[]? Grid) Of(IReadOnlyList<double[]> stepsOfRuns, IReadOnlyList<int> taskOfRuns)
    {
        var tasks = Enumerable.Range(0, stepsOfRuns.Count).GroupBy(run => taskOfRuns[run])
            .Select(runs => runs.ToArray()).ToArray();
        var grids = tasks.Select(runs => SharedGrid([.. runs.Select(run => stepsOfRuns[run])])).ToArray();
        var common = grids.Any(grid => grid is null) ? null : SharedGrid([.. grids.Select(grid => grid!)]);
        var ranks = new int[stepsOfRuns.Count][];
        for (var task = 0; task < tasks.Length; task++)
        {
            foreach (var run in tasks[task])
            {
                ranks[run] = RanksIn(common ?? grids[task] ?? stepsOfRuns[run], stepsOfRuns[run]);
            }
        }

        return (ranks, ranks.Max(run => run[^1]) + 1, common);
    }

    private static double[]? SharedGrid(IReadOnlyList<double[]> stepLists)
    {
        var longest = stepLists.Max(steps => steps.Length);
        var union = new SortedSet<double>(stepLists[0]);
        foreach (var steps in stepLists.Skip(1))
        {
            union.UnionWith(steps);
            if (union.Count > UnionToLongestMax * longest)
            {
                return null;
            }
        }

        return [.. union];
    }

    private static int[] RanksIn(double[] grid, double[] steps)
    {
        var ranks = new int[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            ranks[i] = Array.BinarySearch(grid, steps[i]);
        }

        return ranks;
    }
}
