using System.Globalization;
using MathNet.Numerics.Distributions;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>
/// A median with its interval of 95%, that of the sign test (Conover, Practical Nonparametric Statistics, 3.2). Of fewer than six
/// figures none can be left out, and the interval covers less.
/// </summary>
internal sealed record MedianInterval(double Median, double Low, double High)
{
    public static MedianInterval Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        var outside = 0;
        while (Binomial.CDF(0.5, sorted.Length, outside) <= 0.025)
        {
            outside++;
        }

        outside = Math.Max(0, outside - 1);
        return new MedianInterval(sorted[sorted.Length / 2], sorted[outside], sorted[^(outside + 1)]);
    }

    /// <summary>Of the ratios of figures measured turn about.</summary>
    public static MedianInterval OfRatios(IEnumerable<double> left, IEnumerable<double> right) => Of(left.Zip(right, (a, b) => a / b));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:F3} ({Low:F2} to {High:F2})");
}
