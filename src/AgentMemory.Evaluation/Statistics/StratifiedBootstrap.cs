namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// Percentile bootstrap intervals, resampling seeds within tasks (Agarwal et al. 2021, section 4.1; Efron 1979), each
/// side widened for the few seeds there are. With S of 3 to 10 a plain percentile interval is too short for two
/// reasons: a resample's variance is (S - 1) / S of the sample's, and it takes the normal's tail where Student's is due
/// (Hesterberg 2015, "What Teachers Should Know About the Bootstrap", section 4.1.3).
/// </summary>
public static class StratifiedBootstrap
{
    private const double NormalQuantileAtDefault = 1.96;

    /// <summary>The interquartile mean of the runs with its interval.</summary>
    /// <param name="values">One value a run, NaN where a run has none.</param>
    /// <param name="shape">Which runs may stand in for which.</param>
    /// <param name="resamples">Drawn for that shape.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="form">How the ends are found.</param>
    public static Interval InterquartileMean(
        ReadOnlySpan<double> values,
        RunShape shape,
        Resamples resamples,
        double confidence,
        IntervalForm form = IntervalForm.Percentile)
    {
        var present = shape.Present(values);
        var order = new SortedRuns(values, shape);
        return order.Count == 0
            ? Interval.Unknown
            : Widened(order.InterquartileMean(), order.InterquartileMeans(resamples), present, confidence, form);
    }

    /// <summary>
    /// A value with the central range of its resamples, each side widened by <see cref="Widening"/>. A side is never
    /// shorter than nothing: where resamples lie on one side of the value alone, the value itself is the other end.
    /// </summary>
    /// <param name="value">The statistic of the data themselves.</param>
    /// <param name="resampled">The statistic of each resample; NaN where a resample held no data. Rearranged.</param>
    /// <param name="present">What there was to draw from.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <param name="form">How the ends are found.</param>
    public static Interval Widened(
        double value,
        Span<double> resampled,
        PresentUnits present,
        double confidence,
        IntervalForm form = IntervalForm.Percentile)
    {
        var known = KeepKnown(resampled);
        if (!present.CanVary || known.IsEmpty)
        {
            return new Interval(value, null, null);
        }

        if (form == IntervalForm.Student)
        {
            var half = Quantiles.Student((1 + confidence) / 2, present.DegreesOfFreedom)
                * Math.Sqrt((double)present.Units / present.DegreesOfFreedom) * Averages.StandardDeviation(known);
            return new Interval(value, value - half, value + half);
        }

        var (low, high) = OrderStatistics.CentralRange(known, confidence);
        var widening = Widening(present, confidence);
        return new Interval(
            value,
            value - (widening * Math.Max(0, value - low)),
            value + (widening * Math.Max(0, high - value)));
    }

    /// <summary>
    /// sqrt(S / (S - 1)) x t / z, with t of T (S - 1) degrees of freedom: for N units in T strata that is
    /// sqrt(N / (N - T)) and N - T. In a stream T is 1 and the units are trials.
    /// </summary>
    /// <exception cref="ArgumentException">No stratum has two units.</exception>
    public static double Widening(PresentUnits present, double confidence)
    {
        if (present.DegreesOfFreedom < 1)
        {
            throw new ArgumentException("one unit a stratum does not vary", nameof(present));
        }

        var probability = (1 + confidence) / 2;
        // 1.96 is what the protocol says at 95 percent; elsewhere it is the normal quantile that 1.96 rounds.
        var normal = confidence == 0.95 ? NormalQuantileAtDefault : Quantiles.Normal(probability);
        return Math.Sqrt((double)present.Units / present.DegreesOfFreedom)
            * Quantiles.Student(probability, present.DegreesOfFreedom) / normal;
    }

    private static Span<double> KeepKnown(Span<double> numbers)
    {
        var kept = 0;
        foreach (var number in numbers)
        {
            if (!double.IsNaN(number))
            {
                numbers[kept++] = number;
            }
        }

        return numbers[..kept];
    }
}
