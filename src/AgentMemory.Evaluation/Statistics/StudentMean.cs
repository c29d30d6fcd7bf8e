namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// The mean over runs with Student's t bounds, runs of a task (or whole trials of a stream) standing in for each other:
/// the variance is that within strata, pooled. Each bound holds by itself at the confidence asked for, so that the two
/// together are an interval at twice that less one: what a claim with one direction asks for.
/// </summary>
public static class StudentMean
{
    /// <summary>The mean and its bounds; without ends where some stratum has one unit only.</summary>
    /// <param name="values">One value a run, NaN where a run has none.</param>
    /// <param name="shape">Which runs may stand in for which.</param>
    /// <param name="confidence">Of each bound by itself, between 0.5 and 1.</param>
    /// <param name="varianceMin">
    /// Of one run's value: what chance alone gives it. A handful of runs can agree by luck; their bounds then come from this.
    /// </param>
    public static Interval Of(ReadOnlySpan<double> values, RunShape shape, double confidence, double varianceMin)
    {
        var present = shape.Present(values);
        if (present.Units == 0)
        {
            return Interval.Unknown;
        }

        var units = UnitMeans(values, shape, out var runs);
        var mean = units.Sum(unit => unit.Mean) / present.Units;
        if (!present.CanVary)
        {
            return new Interval(mean, null, null);
        }

        var deviations = units.GroupBy(unit => unit.Stratum).Sum(stratum =>
        {
            var centre = stratum.Average(unit => unit.Mean);
            return stratum.Sum(unit => (unit.Mean - centre) * (unit.Mean - centre));
        });
        var variance = Math.Max(deviations / present.DegreesOfFreedom, varianceMin * present.Units / runs);
        var half = Quantiles.Student(confidence, present.DegreesOfFreedom) * Math.Sqrt(variance / present.Units);
        return new Interval(mean, mean - half, mean + half);
    }

    // Sums go through the runs in their order, so that every rounding follows from the data alone.
    private static List<(int Stratum, double Mean)> UnitMeans(ReadOnlySpan<double> values, RunShape shape, out int runs)
    {
        var sums = new double[shape.Units];
        var counts = new int[shape.Units];
        runs = 0;
        for (var run = 0; run < values.Length; run++)
        {
            if (!double.IsNaN(values[run]))
            {
                sums[shape.UnitOfRun[run]] += values[run];
                counts[shape.UnitOfRun[run]]++;
                runs++;
            }
        }

        var means = new List<(int Stratum, double Mean)>(shape.Units);
        var unit = 0;
        for (var stratum = 0; stratum < shape.Strata.Count; stratum++)
        {
            for (var last = unit + shape.Strata[stratum]; unit < last; unit++)
            {
                if (counts[unit] > 0)
                {
                    means.Add((stratum, sums[unit] / counts[unit]));
                }
            }
        }

        return means;
    }
}
