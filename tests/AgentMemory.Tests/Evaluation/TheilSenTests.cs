using AgentMemory.Core;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class TheilSenTests
{
    private const double Exact = 1e-12;

    [Fact]
    public void An_even_number_of_slopes_gives_the_mean_of_the_two_middle_ones() =>
        // Slopes of (0,0) (1,1) (2,5) (3,3): 1, 2.5, 1, 4, 1, -2; sorted -2 1 1 1 2.5 4.
        Assert.Equal(1, TheilSen.Slope([0, 1, 2, 3], [0, 1, 5, 3]), Exact);

    [Fact]
    public void The_middle_slopes_are_averaged() =>
        // Slopes of (0,0) (1,2) (2,3) (3,7): 2, 1.5, 7/3, 1, 2.5, 4; sorted 1 1.5 2 7/3 2.5 4.
        Assert.Equal((2 + (7.0 / 3)) / 2, TheilSen.Slope([0, 1, 2, 3], [0, 2, 3, 7]), Exact);

    [Fact]
    public void One_collapsed_exam_does_not_turn_a_line() =>
        Assert.Equal(0.1, TheilSen.Slope([0, 1, 2, 3, 4, 5, 6], [0, 0.1, 0.2, -9, 0.4, 0.5, 0.6]), Exact);

    [Fact]
    public void Steps_need_not_be_neighbours() =>
        Assert.Equal(2, TheilSen.Slope([1, 4, 10], [2, 8, 20]), Exact);

    [Fact]
    public void One_point_or_two_at_one_place_have_no_slope()
    {
        Assert.Throws<ArgumentException>(() => TheilSen.Slope([1], [1]));
        Assert.Throws<ArgumentException>(() => TheilSen.Slope([1, 1], [1, 2]));
    }

    [Fact]
    public void Selecting_gives_what_sorting_gives()
    {
        var rng = new Rng(3);
        for (var trial = 0; trial < 200; trial++)
        {
            // Few different values make many ties.
            var numbers = Enumerable.Range(0, 1 + rng.Next(40)).Select(_ => (double)rng.Next(8)).ToArray();
            var sorted = numbers.Order().ToArray();
            var index = rng.Next(numbers.Length);
            Assert.Equal(sorted[index], OrderStatistics.Select(numbers, index));
        }
    }
}
