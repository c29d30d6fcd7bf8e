namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// For each threshold the share of runs that score above it: F(tau) = 1/M sum over tasks of 1/N sum over runs of
/// 1[score > tau] (run-score distribution, Agarwal et al. 2021, equation 3, after Dolan and More 2002).
/// </summary>
public static class PerformanceProfile
{
    /// <summary>One share, from 0 to 1, for each threshold.</summary>
    /// <param name="scoresOfTasks">The scores of each task's runs; every task weighs the same.</param>
    /// <param name="thresholds">In the scores' unit, in any order.</param>
    /// <exception cref="ArgumentException">There is no task, or a task has no run.</exception>
    public static double[] Of(IReadOnlyList<double[]> scoresOfTasks, ReadOnlySpan<double> thresholds)
    {
        if (scoresOfTasks.Count == 0 || scoresOfTasks.Any(scores => scores.Length == 0))
        {
            throw new ArgumentException("a profile needs a run of every task", nameof(scoresOfTasks));
        }

        var shares = new double[thresholds.Length];
        for (var i = 0; i < thresholds.Length; i++)
        {
            foreach (var scores in scoresOfTasks)
            {
                var above = 0;
                foreach (var score in scores)
                {
                    above += score > thresholds[i] ? 1 : 0;
                }

                shares[i] += (double)above / scores.Length;
            }

            shares[i] /= scoresOfTasks.Count;
        }

        return shares;
    }
}
