namespace AgentMemory.Evaluation.Statistics;

/// <summary>
/// Where a curve would level off, told only where two different shapes tell the same story. One shape alone always names
/// an asymptote; that both name it, with intervals that meet or levels that hardly differ, is what points can testify to.
/// </summary>
public static class Asymptote
{
    private const double UselessWidth = 1;
    private const double SameLevel = 0.05;

    /// <summary>
    /// The mean of the power law's and the exponential's asymptote, with an interval that holds both of theirs; null
    /// where the fits disagree, where one of them found no bend, or where the interval is wider than the whole scale of
    /// normalised scores.
    /// </summary>
    /// <param name="steps">Where the scores stand, 0 and up.</param>
    /// <param name="curve">The scores at those steps.</param>
    /// <param name="resampledCurves">The same curve of bootstrap resamples.</param>
    /// <param name="widening">Factor for each side (<see cref="StratifiedBootstrap.Widening"/>).</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static Interval? Of(
        ReadOnlySpan<double> steps,
        ReadOnlySpan<double> curve,
        IReadOnlyList<double[]> resampledCurves,
        double widening,
        double confidence)
    {
        if (curve.Length < 6 || resampledCurves.Count == 0)
        {
            return null;
        }

        var power = OfShape(SaturationShape.Power, steps, curve, resampledCurves, widening, confidence);
        var exponential = OfShape(SaturationShape.Exponential, steps, curve, resampledCurves, widening, confidence);
        if (power is not { } left || exponential is not { } right)
        {
            return null;
        }

        var meet = left.Low <= right.High && right.Low <= left.High;
        if (!meet && Math.Abs(left.Value - right.Value) > SameLevel)
        {
            return null;
        }

        var low = Math.Min(left.Low, right.Low);
        var high = Math.Max(left.High, right.High);
        return high - low > UselessWidth ? null : new Interval((left.Value + right.Value) / 2, low, high);
    }

    private static (double Value, double Low, double High)? OfShape(
        SaturationShape shape,
        ReadOnlySpan<double> steps,
        ReadOnlySpan<double> curve,
        IReadOnlyList<double[]> resampledCurves,
        double widening,
        double confidence)
    {
        var fit = SaturationFit.Of(shape, steps, curve);
        if (fit.RateAtEdge)
        {
            return null;
        }

        var asymptotes = new double[resampledCurves.Count];
        for (var i = 0; i < asymptotes.Length; i++)
        {
            asymptotes[i] = SaturationFit.Of(shape, steps, resampledCurves[i]).Asymptote;
        }

        var (low, high) = OrderStatistics.CentralRange(asymptotes, confidence);
        return (
            fit.Asymptote,
            fit.Asymptote - (widening * Math.Max(0, fit.Asymptote - low)),
            fit.Asymptote + (widening * Math.Max(0, high - fit.Asymptote)));
    }
}
