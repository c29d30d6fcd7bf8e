using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class AveragesTests
{
    private const double Exact = 1e-12;

    [Theory]
    [InlineData(new[] { 3.0 }, 3)]
    [InlineData(new[] { 1.0, 5.0, 3.0 }, 3)]
    [InlineData(new[] { 100.0, 1.0, 2.0, -50.0 }, 1.5)] // drops one at each end
    [InlineData(new[] { 0.0, 1.0, 2.0, 3.0, 10.0 }, 2)]
    [InlineData(new[] { 7.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0 }, 4)] // floor(7 / 4) = 1 a side: 2 3 4 5 6
    [InlineData(new[] { 8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 700.0 }, 4.5)] // two a side: 3 4 5 6
    public void The_interquartile_mean_drops_a_quarter_rounded_down_at_each_end(double[] scores, double expected) =>
        Assert.Equal(expected, Averages.InterquartileMean(scores), Exact);

    [Theory]
    [InlineData(new[] { 4.0, 1.0, 9.0 }, 4)]
    [InlineData(new[] { 4.0, 1.0, 9.0, 5.0 }, 4.5)]
    public void The_median_is_the_middle_or_the_mean_of_the_two_middle_ones(double[] scores, double expected) =>
        Assert.Equal(expected, Averages.Median(scores), Exact);

    [Fact]
    public void What_lies_above_the_target_does_not_shrink_the_optimality_gap() =>
        Assert.Equal(0.3, Averages.OptimalityGap([0.6, 2.5, 0.5]), Exact); // 1 - (0.6 + 1 + 0.5) / 3

    [Fact]
    public void The_average_of_nothing_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Averages.Mean([]));
        Assert.Throws<ArgumentException>(() => Averages.InterquartileMean([]));
    }
}
