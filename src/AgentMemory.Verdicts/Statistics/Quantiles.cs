using System.Collections.Concurrent;
using MathNet.Numerics;

namespace AgentMemory.Verdicts.Statistics;

/// <summary>Quantiles and tails of the normal distribution and of Student's t.</summary>
public static class Quantiles
{
    private const int StepsMax = 200;
    private const int RememberedMax = 10_000;

    // The same few quantiles are asked for again and again, and one takes some hundred beta functions.
    private static readonly ConcurrentDictionary<(double Probability, double Freedom), double> Remembered = new();

    /// <summary>
    /// The point below which a standard normal falls with the given probability. MathNet's inverse is right to eight
    /// digits; one step of Newton's method doubles them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1.</exception>
    public static double Normal(double probability)
    {
        RefuseOutside(probability);
        var quantile = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability);
        var density = Math.Exp(-quantile * quantile / 2) / Math.Sqrt(2 * Math.PI);
        return quantile - (((SpecialFunctions.Erfc(-quantile / Math.Sqrt(2)) / 2) - probability) / density);
    }

    /// <summary>
    /// The point below which Student's t falls with the given probability. Bisection on the upper tail, which is half a
    /// regularised incomplete beta function (Abramowitz and Stegun 1964, 26.7.1): MathNet's own inverse stops at ten
    /// digits and finds no root for some arguments.
    /// </summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="freedom">Degrees of freedom, above 0; they need not be whole.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    public static double Student(double probability, double freedom)
    {
        RefuseOutside(probability);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(freedom);
        if (probability < 0.5)
        {
            return -Student(1 - probability, freedom);
        }

        if (Remembered.TryGetValue((probability, freedom), out var known))
        {
            return known;
        }

        var low = 0.0;
        var high = 1.0;
        while (UpperTail(high, freedom) > 1 - probability)
        {
            high *= 2;
        }

        for (var step = 0; step < StepsMax && high - low > 1e-15 * high; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = UpperTail(middle, freedom) > 1 - probability ? (middle, high) : (low, middle);
        }

        var quantile = (low + high) / 2;
        if (Remembered.Count < RememberedMax)
        {
            Remembered[(probability, freedom)] = quantile;
        }

        return quantile;
    }

    /// <summary>The chance that a standard normal lies below a number.</summary>
    public static double NormalBelow(double number) => SpecialFunctions.Erfc(-number / Math.Sqrt(2)) / 2;

    /// <summary>The chance that Student's t lies above a number.</summary>
    /// <param name="t">Any number.</param>
    /// <param name="freedom">Degrees of freedom, above 0.</param>
    public static double StudentAbove(double t, double freedom) => t < 0 ? 1 - UpperTail(-t, freedom) : UpperTail(t, freedom);

    private static double UpperTail(double t, double freedom) =>
        SpecialFunctions.BetaRegularized(freedom / 2.0, 0.5, freedom / (freedom + (t * t))) / 2;

    private static void RefuseOutside(double probability)
    {
        if (probability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "lies between 0 and 1");
        }
    }
}
