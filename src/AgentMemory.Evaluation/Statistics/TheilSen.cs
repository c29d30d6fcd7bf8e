namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// The median of the slopes between all pairs of points: Theil 1950 ("A rank-invariant method of linear and polynomial
/// regression analysis"), Sen 1968 ("Estimates of the regression coefficient based on Kendall's tau"). Up to 29 percent
/// of the points may be wild before it breaks, which suits scores that now and then collapse in one exam.
/// </summary>
public static class TheilSen
{
    /// <summary>The slope, in units of <paramref name="y"/> per unit of <paramref name="x"/>.</summary>
    /// <param name="x">Positions, all different.</param>
    /// <param name="y">As many values.</param>
    /// <exception cref="ArgumentException">Fewer than two points, unequal lengths, or two points at one position.</exception>
    public static double Slope(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length || x.Length < 2)
        {
            throw new ArgumentException($"{x.Length} positions and {y.Length} values; a slope needs two points or more");
        }

        var slopes = new double[x.Length * (x.Length - 1) / 2];
        var count = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i + 1; j < x.Length; j++)
            {
                var run = x[j] - x[i];
                if (run == 0)
                {
                    throw new ArgumentException($"points {i} and {j} share the position {x[i]}", nameof(x));
                }

                slopes[count++] = (y[j] - y[i]) / run;
            }
        }

        var middle = count / 2;
        var upper = OrderStatistics.Select(slopes, middle);
        return count % 2 == 1 ? upper : (LargestOf(slopes.AsSpan(0, middle)) + upper) / 2;
    }

    // Selection leaves everything below the middle in front of it, so the lower middle is the largest there.
    private static double LargestOf(ReadOnlySpan<double> numbers)
    {
        var largest = double.NegativeInfinity;
        foreach (var number in numbers)
        {
            largest = Math.Max(largest, number);
        }

        return largest;
    }
}
