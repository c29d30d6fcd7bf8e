using AgentMemory.Core;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class StratifiedBootstrapTests
{
    private const double Exact = 1e-9;

    [Fact]
    public void Two_seeds_give_the_interval_that_can_be_worked_out_by_hand()
    {
        // Resamples are aa, ab, ba and bb with a quarter each, so that the central 95 percent reach from 0.2 to 0.6.
        // Each side of 0.2 is widened by sqrt(2 / 1) x t(.975, 1) / 1.96.
        var shape = RunShape.SeedsWithinTasks([2]);
        var interval = StratifiedBootstrap.InterquartileMean([0.2, 0.6], shape, Resamples.Draw(shape, 2000, 1), 0.95);
        var half = 0.2 * Math.Sqrt(2) * 12.706204736432095 / 1.96;
        Assert.Equal(0.4, interval.Value!.Value, Exact);
        Assert.Equal(0.4 - half, interval.Low!.Value, Exact);
        Assert.Equal(0.4 + half, interval.High!.Value, Exact);
    }

    [Theory]
    [InlineData(1, 3, 4.302652729911275)]
    [InlineData(1, 5, 2.7764451051977987)]
    [InlineData(4, 5, 2.1199052992210112)] // 16 degrees of freedom
    [InlineData(8, 10, 1.9934635662785827)] // 72
    public void Widening_follows_seeds_and_tasks(int tasks, int seeds, double student)
    {
        var present = RunShape.SeedsWithinTasks([.. Enumerable.Repeat(seeds, tasks)]).Present(new double[tasks * seeds]);
        var expected = Math.Sqrt(seeds / (seeds - 1.0)) * student / 1.96;
        Assert.Equal(expected, StratifiedBootstrap.Widening(present, 0.95), Exact);
    }

    [Fact]
    public void In_a_stream_only_trials_count()
    {
        var shape = RunShape.WholeTrials([5], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
        var present = shape.Present(new double[10]);
        Assert.Equal(
            Math.Sqrt(5 / 4.0) * 2.7764451051977987 / 1.96, StratifiedBootstrap.Widening(present, 0.95), Exact);
    }

    [Fact]
    public void At_another_confidence_the_normal_quantile_takes_the_place_of_1_96()
    {
        var present = RunShape.SeedsWithinTasks([5]).Present(new double[5]);
        Assert.Equal(
            Math.Sqrt(5 / 4.0) * 2.13184678133629 / 1.6448536269514722, StratifiedBootstrap.Widening(present, 0.9), Exact);
    }

    [Fact]
    public void One_seed_has_a_value_and_no_ends()
    {
        var shape = RunShape.SeedsWithinTasks([1]);
        var interval = StratifiedBootstrap.InterquartileMean([0.5], shape, Resamples.Draw(shape, 200, 1), 0.95);
        Assert.Equal(new Interval(0.5, null, null), interval);
    }

    [Fact]
    public void A_run_without_a_value_is_left_out()
    {
        var shape = RunShape.SeedsWithinTasks([3]);
        var interval = StratifiedBootstrap.InterquartileMean(
            [0.2, double.NaN, 0.6], shape, Resamples.Draw(shape, 2000, 1), 0.95);
        Assert.Equal(0.4, interval.Value!.Value, Exact);
        // Two runs are left: one degree of freedom.
        Assert.Equal(0.2 * Math.Sqrt(2) * 12.706204736432095 / 1.96, 0.4 - interval.Low!.Value, Exact);
    }

    [Fact]
    public void Resamples_follow_from_seed_and_shape_alone()
    {
        var once = Resamples.Draw(RunShape.SeedsWithinTasks([3, 4]), 50, 9);
        var again = Resamples.Draw(RunShape.SeedsWithinTasks([3, 4]), 50, 9);
        var other = Resamples.Draw(RunShape.SeedsWithinTasks([3, 4]), 50, 10);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(once[i].ToArray(), again[i].ToArray()));
        Assert.Contains(Enumerable.Range(0, 50), i => !once[i].SequenceEqual(other[i]));
    }

    [Fact]
    public void Each_resample_draws_as_many_units_from_a_stratum_as_it_has()
    {
        var resamples = Resamples.Draw(RunShape.SeedsWithinTasks([3, 5]), 100, 2);
        for (var i = 0; i < resamples.Count; i++)
        {
            var counts = resamples[i].ToArray();
            Assert.Equal(3, counts[..3].Sum(count => count));
            Assert.Equal(5, counts[3..].Sum(count => count));
        }
    }

    [Fact]
    public void The_resampled_means_are_those_of_the_drawn_runs()
    {
        var rng = new Rng(4);
        var shape = RunShape.SeedsWithinTasks([4, 3, 6]);
        // Rounding to tenths makes ties.
        var values = Enumerable.Range(0, shape.Runs).Select(_ => Math.Round(rng.NextGaussian(), 1)).ToArray();
        var resamples = Resamples.Draw(shape, 300, 5);
        var means = new SortedRuns(values, shape).InterquartileMeans(resamples);
        for (var i = 0; i < means.Length; i++)
        {
            var drawn = new List<double>();
            for (var run = 0; run < values.Length; run++)
            {
                drawn.AddRange(Enumerable.Repeat(values[run], resamples[i][run]));
            }

            Assert.Equal(Averages.InterquartileMean([.. drawn]), means[i], 1e-12);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Intervals_of_few_seeds_hold_the_truth_about_as_often_as_they_say(int seeds)
    {
        const int Simulations = 600;
        var rng = new Rng(11);
        var shape = RunShape.SeedsWithinTasks([seeds, seeds]);
        var resamples = Resamples.Draw(shape, 1000, 1);
        var held = 0;
        for (var i = 0; i < Simulations; i++)
        {
            var scores = Enumerable.Range(0, shape.Runs).Select(_ => 0.5 + (0.1 * rng.NextGaussian())).ToArray();
            var interval = StratifiedBootstrap.InterquartileMean(scores, shape, resamples, 0.95);
            held += interval.Low <= 0.5 && interval.High >= 0.5 ? 1 : 0;
        }

        Assert.InRange((double)held / Simulations, 0.92, 0.99);
    }
}
