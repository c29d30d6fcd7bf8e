namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// Single numbers for a set of scores. The interquartile mean is the one the verdicts use: Agarwal et al., "Deep
/// Reinforcement Learning at the Edge of the Statistical Precipice" (NeurIPS 2021), section 4.3, recommend it over the
/// median (which wastes half of the runs) and the mean (which one outlier rules).
/// </summary>
public static class Averages
{
    /// <summary>
    /// The mean of the middle half: floor(count / 4) scores are dropped at each end, as scipy.stats.trim_mean with 0.25
    /// does, which is what rliable calls (Agarwal et al. 2021).
    /// </summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double InterquartileMean(ReadOnlySpan<double> scores)
    {
        var sorted = Sorted(scores);
        var dropped = sorted.Length / 4;
        return Mean(sorted.AsSpan(dropped, sorted.Length - (2 * dropped)));
    }

    /// <summary>The arithmetic mean, summed in the order given.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double Mean(ReadOnlySpan<double> scores)
    {
        RefuseEmpty(scores);
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += score;
        }

        return sum / scores.Length;
    }

    /// <summary>The middle score, or the mean of the two middle ones.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double Median(ReadOnlySpan<double> scores)
    {
        var sorted = Sorted(scores);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>
    /// By how much the runs miss a target on average, what lies above it not counting: target - mean(min(score, target))
    /// (Agarwal et al. 2021, section 4.3; rliable.metrics.aggregate_optimality_gap).
    /// </summary>
    /// <param name="scores">Normalised scores.</param>
    /// <param name="target">1 is the ceiling.</param>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double OptimalityGap(ReadOnlySpan<double> scores, double target = 1)
    {
        RefuseEmpty(scores);
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += Math.Min(score, target);
        }

        return target - (sum / scores.Length);
    }

    /// <summary>The spread around the mean, sqrt(sum (x - mean)^2 / count): the population's, not the sample's.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double StandardDeviation(ReadOnlySpan<double> scores)
    {
        var mean = Mean(scores);
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += (score - mean) * (score - mean);
        }

        return Math.Sqrt(sum / scores.Length);
    }

    private static double[] Sorted(ReadOnlySpan<double> scores)
    {
        RefuseEmpty(scores);
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static void RefuseEmpty(ReadOnlySpan<double> scores)
    {
        if (scores.IsEmpty)
        {
            throw new ArgumentException("no scores: an average of nothing is not a number", nameof(scores));
        }
    }
}
