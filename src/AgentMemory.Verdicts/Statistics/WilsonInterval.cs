namespace AgentMemory.Verdicts.Statistics;

/// <summary>
/// The score interval for a share of yes among independent yes-or-no answers (Wilson 1927, "Probable Inference, the Law
/// of Succession, and Statistical Inference"). It stays within 0 and 1 and has ends even at none or all.
/// </summary>
public static class WilsonInterval
{
    /// <summary>The share with its interval.</summary>
    /// <param name="right">How many were yes.</param>
    /// <param name="of">Out of how many; none gives an unknown interval.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">More yes than answers, or a negative number.</exception>
    public static Interval Of(int right, int of, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, of);
        if (of == 0)
        {
            return Interval.Unknown;
        }

        var z = Quantiles.Normal((1 + confidence) / 2);
        var share = (double)right / of;
        var middle = share + (z * z / (2 * of));
        var half = z * Math.Sqrt((share * (1 - share) / of) + (z * z / (4.0 * of * of)));
        var scale = 1 + (z * z / of);
        // At none and at all, one end is exactly the share; rounding must not put it beyond.
        return new Interval(
            share,
            right == 0 ? 0 : (middle - half) / scale,
            right == of ? 1 : (middle + half) / scale);
    }
}
