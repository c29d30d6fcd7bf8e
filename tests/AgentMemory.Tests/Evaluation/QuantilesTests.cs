using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class QuantilesTests
{
    // Reference values of scipy.stats.t.ppf; at (0.95, 4), where scipy 1.10 is off by 5e-9, the tables of R.
    [Theory]
    [InlineData(0.975, 1, 12.706204736432095)]
    [InlineData(0.975, 2, 4.302652729911275)]
    [InlineData(0.975, 4, 2.7764451051977987)]
    [InlineData(0.975, 9, 2.2621571627409915)]
    [InlineData(0.975, 36, 2.0280940009804502)]
    [InlineData(0.975, 1000, 1.9623390808264074)]
    [InlineData(0.95, 3, 2.3533634348018264)]
    [InlineData(0.95, 4, 2.1318467863266495)]
    [InlineData(0.995, 16, 2.9207816223499967)]
    [InlineData(0.9999, 2, 70.70007107496886)]
    public void Students_quantiles_agree_with_published_ones(double probability, int freedom, double expected)
    {
        Assert.Equal(expected, Quantiles.Student(probability, freedom), 1e-9 * expected);
        Assert.Equal(-expected, Quantiles.Student(1 - probability, freedom), 1e-8 * expected);
    }

    [Fact]
    public void The_normal_quantile_is_the_one_that_1_96_rounds() =>
        Assert.Equal(1.959963984540054, Quantiles.Normal(0.975), 1e-13);

    [Fact]
    public void Normal_quantiles_agree_with_published_ones()
    {
        Assert.Equal(1.6448536269514722, Quantiles.Normal(0.95), 1e-13);
        Assert.Equal(-2.5758293035489004, Quantiles.Normal(0.005), 1e-13);
        Assert.Equal(0, Quantiles.Normal(0.5), 1e-13);
    }

    [Fact]
    public void Tails_undo_quantiles_for_degrees_of_freedom_that_are_not_whole_too()
    {
        foreach (var freedom in new[] { 0.7, 1, 2.5, 4, 5.882, 17.3, 240 })
        {
            Assert.Equal(0.025, Quantiles.StudentAbove(Quantiles.Student(0.975, freedom), freedom), 1e-12);
            Assert.Equal(0.95, Quantiles.StudentAbove(-Quantiles.Student(0.95, freedom), freedom), 1e-12);
        }

        Assert.InRange(Quantiles.Student(0.975, 5.5), Quantiles.Student(0.975, 6), Quantiles.Student(0.975, 5));
        Assert.Equal(0.975, Quantiles.NormalBelow(Quantiles.Normal(0.975)), 1e-14);
    }
}
