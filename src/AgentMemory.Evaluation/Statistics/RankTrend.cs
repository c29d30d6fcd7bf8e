namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// Kendall's tau against time (Mann 1945, "Nonparametric tests against trend"; Kendall 1938), with a pace that counts as
/// none. It lies between -1 and 1 however far a score jumps, so that one restless run weighs no more than a calm one.
/// </summary>
public static class RankTrend
{
    /// <summary>
    /// Of all pairs of points, the share in which the later one is higher less the share in which it is lower. A pair
    /// whose slope is no steeper than <paramref name="pace"/>, up or down, counts as neither: without that a rise too
    /// small to matter counts in full as soon as there is no noise on it.
    /// </summary>
    /// <param name="x">Positions, ascending.</param>
    /// <param name="y">As many values.</param>
    /// <param name="pace">Of the values' unit per position; 0 or more.</param>
    /// <exception cref="ArgumentException">Fewer than two points, unequal lengths, positions out of order, or a pace below 0.</exception>
    public static double Tau(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double pace)
    {
        if (x.Length != y.Length || x.Length < 2 || !(pace >= 0))
        {
            throw new ArgumentException($"{x.Length} positions, {y.Length} values, pace {pace}; needs two points, and 0 or more");
        }

        var balance = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i + 1; j < x.Length; j++)
            {
                if (!(x[j] > x[i]))
                {
                    throw new ArgumentException($"points {i} and {j} are out of order", nameof(x));
                }

                var counted = pace * (x[j] - x[i]);
                balance += y[j] - y[i] > counted ? 1 : y[i] - y[j] > counted ? -1 : 0;
            }
        }

        return balance / (0.5 * x.Length * (x.Length - 1));
    }

    /// <summary>
    /// The variance of tau where every order of the points is as likely as any other and none are tied (Kendall 1975,
    /// "Rank Correlation Methods", section 5.2): 2 (2n + 5) / (9n (n - 1)).
    /// </summary>
    /// <param name="points">Two or more.</param>
    public static double VarianceWithoutTrend(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        return 2.0 * ((2.0 * points) + 5) / (9.0 * points * (points - 1));
    }
}
