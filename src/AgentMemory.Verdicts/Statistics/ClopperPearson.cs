using MathNet.Numerics;

namespace AgentMemory.Verdicts.Statistics;

/// <summary>
/// The exact interval for a share of independent units (Clopper and Pearson 1934): its ends are the shares under which so many, or so
/// few, would be seen with half of the error allowed. It covers at least what it says, whatever the share.
/// </summary>
public static class ClopperPearson
{
    private const int Halvings = 100;

    /// <summary>The share of units with its interval, within 0 and 1.</summary>
    /// <param name="count">How many units.</param>
    /// <param name="of">Out of how many; none gives an unknown interval.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than there are, or a negative number.</exception>
    public static Interval Of(int count, int of, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, of);
        if (of == 0)
        {
            return Interval.Unknown;
        }

        var tail = (1 - confidence) / 2;
        // P(at least k of n) at share p is the regularised incomplete beta function I_p(k, n - k + 1).
        var low = count == 0 ? 0 : Root(p => SpecialFunctions.BetaRegularized(count, of - count + 1, p) >= tail);
        var high = count == of ? 1 : Root(p => SpecialFunctions.BetaRegularized(count + 1, of - count, p) >= 1 - tail);
        return new Interval((double)count / of, low, high);
    }

    // Of a statement that becomes true somewhere between 0 and 1 and stays so.
    private static double Root(Func<double, bool> isReached)
    {
        var (low, high) = (0.0, 1.0);
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = isReached(middle) ? (low, middle) : (middle, high);
        }

        return (low + high) / 2;
    }
}
