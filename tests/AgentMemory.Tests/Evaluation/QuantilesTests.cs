using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class QuantilesTests
{
    // Reference values of scipy.stats.t.ppf and norm.ppf.
    [Theory]
    [InlineData(0.975, 1, 12.706204736432095)]
    [InlineData(0.975, 2, 4.302652729911275)]
    [InlineData(0.975, 4, 2.7764451051977987)]
    [InlineData(0.975, 9, 2.2621571627409915)]
    [InlineData(0.975, 36, 2.0280940009804502)]
    [InlineData(0.975, 1000, 1.9623390808264074)]
    [InlineData(0.95, 3, 2.3533634348018264)]
    [InlineData(0.995, 16, 2.9207816223499967)]
    [InlineData(0.9999, 2, 70.70007107496886)]
    public void Students_quantiles_agree_with_published_ones(double probability, int freedom, double expected)
    {
        Assert.Equal(expected, Quantiles.Student(probability, freedom), 1e-9 * expected);
        Assert.Equal(-expected, Quantiles.Student(1 - probability, freedom), 1e-8 * expected);
    }

    [Fact]
    public void The_normal_quantile_is_the_one_that_1_96_rounds() =>
        Assert.Equal(1.959963984540054, Quantiles.Normal(0.975), 1e-9);

    [Fact]
    public void Central_ranges_interpolate_between_neighbours()
    {
        // Positions 0.5 and 3.5 of 0 10 20 30 40 at 75 percent.
        var (low, high) = OrderStatistics.CentralRange([30, 0, 40, 10, 20], 0.75);
        Assert.Equal(5, low, 1e-12);
        Assert.Equal(35, high, 1e-12);
    }

    [Fact]
    public void Changing_every_sign_swaps_and_flips_a_central_range_exactly()
    {
        double[] numbers = [0.31, -0.07, 0.93, 0.11, 0.57, 0.13, 0.29];
        var (low, high) = OrderStatistics.CentralRange(numbers.ToArray(), 0.9);
        var (flippedLow, flippedHigh) = OrderStatistics.CentralRange(numbers.Select(n => -n).ToArray(), 0.9);
        Assert.Equal(-high, flippedLow);
        Assert.Equal(-low, flippedHigh);
    }
}
