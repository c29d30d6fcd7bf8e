using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class PairStatisticsTests
{
    private const double Exact = 1e-12;

    [Fact]
    public void The_probability_of_improvement_counts_wins_and_half_of_ties_by_task()
    {
        // Task 0: 1 beats 0 and ties 1, 2 beats both: 3.5 of 4. Task 1: nobody wins: 0 of 2.
        var left = RunShape.SeedsWithinTasks([2, 1]);
        var right = RunShape.SeedsWithinTasks([2, 2]);
        var meetings = new ProbabilityOfImprovement([1, 2, 0], left, [0, 0, 1], [0, 1, 5, 6], right, [0, 0, 1, 1]);
        Assert.Equal((0.875 + 0) / 2, meetings.Value(), Exact);
    }

    [Fact]
    public void Swapping_the_learners_leaves_the_rest_to_one_in_every_resample()
    {
        var shape = RunShape.SeedsWithinTasks([4, 4]);
        int[] tasks = [0, 0, 0, 0, 1, 1, 1, 1];
        double[] left = [0.1, 0.4, 0.4, 0.9, 0.2, 0.3, 0.8, 0.8];
        double[] right = [0.4, 0.2, 0.6, 0.5, 0.8, 0.1, 0.3, 0.7];
        var resamples = Resamples.Draw(shape, 200, 1);
        var there = new ProbabilityOfImprovement(left, shape, tasks, right, shape, tasks).Values(resamples, resamples);
        var back = new ProbabilityOfImprovement(right, shape, tasks, left, shape, tasks).Values(resamples, resamples);
        Assert.All(there.Zip(back), pair => Assert.Equal(1, pair.First + pair.Second, Exact));
    }

    [Fact]
    public void Resampled_probabilities_are_those_of_the_drawn_runs()
    {
        var shape = RunShape.SeedsWithinTasks([3]);
        double[] left = [0.1, 0.5, 0.9];
        double[] right = [0.5, 0.2, 0.7];
        int[] tasks = [0, 0, 0];
        var resamples = Resamples.Draw(shape, 100, 6);
        var values = new ProbabilityOfImprovement(left, shape, tasks, right, shape, tasks).Values(resamples, resamples);
        for (var i = 0; i < values.Length; i++)
        {
            var sum = 0.0;
            for (var l = 0; l < 3; l++)
            {
                for (var r = 0; r < 3; r++)
                {
                    var win = left[l] > right[r] ? 1 : left[l] == right[r] ? 0.5 : 0;
                    sum += win * resamples[i][l] * resamples[i][r];
                }
            }

            Assert.Equal(sum / 9, values[i], Exact);
        }
    }

    [Fact]
    public void A_performance_profile_is_the_share_of_runs_strictly_above_each_threshold()
    {
        // Above 0.5: 1 of 2 runs of the first task, 3 of 4 of the second.
        var profile = PerformanceProfile.Of([[0.5, 0.9], [0.6, 0.7, 0.8, 0.1]], [0, 0.5, 0.75, 1]);
        Assert.Equal([1, 0.625, 0.375, 0], profile);
    }

    [Theory]
    [InlineData(0, 10, 0, 0.27753279986288)] // statsmodels.stats.proportion.proportion_confint, method wilson
    [InlineData(10, 10, 0.72246720013712, 1)]
    [InlineData(7, 10, 0.39677814, 0.89220869)]
    public void Wilsons_interval_agrees_with_published_values(int right, int of, double low, double high)
    {
        var interval = WilsonInterval.Of(right, of);
        Assert.Equal((double)right / of, interval.Value!.Value, Exact);
        Assert.Equal(low, interval.Low!.Value, 1e-6);
        Assert.Equal(high, interval.High!.Value, 1e-6);
    }

    [Fact]
    public void No_answers_give_no_interval() => Assert.Equal(Interval.Unknown, WilsonInterval.Of(0, 0));
}
