using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Numbers of a verdict that can be worked out by hand.</summary>
public sealed class JudgeNumbersTests
{
    private const double Exact = 1e-9;

    [Fact]
    public void Values_are_interquartile_means_over_runs_and_not_differences_of_means()
    {
        // Five runs; the extremes differ between first, final and gain, so that gain is not final less first.
        var learner = Judged(MadeCurves.Learner(
            "a",
            "t",
            [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
            [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            [0.1, 0.1, 0.1, 0.1, 0.1, 0.9],
            [0.2, 0.2, 0.2, 0.2, 0.2, 0.1],
            [0.3, 0.3, 0.3, 0.3, 0.3, 0.4]));
        Assert.Equal((0.1 + 0.2 + 0.3) / 3, learner.First.Value!.Value, Exact);
        Assert.Equal((0.4 + 0.5 + 0.5) / 3, learner.Final.Value!.Value, Exact);
        // Gains 0.5 0 0.8 -0.1 0.1: the middle three are 0, 0.1 and 0.5.
        Assert.Equal((0 + 0.1 + 0.5) / 3, learner.Gain.Value!.Value, Exact);
        // Means over steps: 0.25 0.5 1.4/6 1.1/6 1.9/6; the middle three are 1.4/6, 0.25 and 1.9/6.
        Assert.Equal(((1.4 / 6) + 0.25 + (1.9 / 6)) / 3, learner.Area.Value!.Value, Exact);
        // Slopes over the last 4 steps: 0.1, 0, then pairs (0, 0, 0.8/3, 0, 0.4, 0.8): median 0.4/3, then likewise
        // (0, 0, -0.1/3, 0, -0.05, -0.1): -0.05/3, and (0, 0, 0.1/3, 0, 0.05, 0.1): 0.05/3.
        Assert.Equal((0 + (0.05 / 3) + 0.1) / 3, learner.LateSlope.Value!.Value, Exact);
    }

    [Theory]
    [InlineData(6, 4)]
    [InlineData(12, 4)]
    [InlineData(13, 5)]
    [InlineData(24, 8)]
    [InlineData(25, 9)]
    public void The_late_window_is_a_third_rounded_up_and_four_at_least(int steps, int window) =>
        Assert.Equal(window, LateWindow.Steps(steps));

    [Fact]
    public void The_slope_looks_at_the_late_window_alone()
    {
        // Falls steeply, then rises by 0.01 a step over the last 5 of 13.
        double[] curve = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.20, 0.21, 0.22, 0.23, 0.24];
        var learner = Judged(MadeCurves.Learner("a", "t", curve, curve));
        Assert.Equal(0.01, learner.LateSlope.Value!.Value, Exact);
        Assert.Equal(0.01, learner.LateSlope.Low!.Value, Exact);
        Assert.Equal(0.01, learner.LateSlope.High!.Value, Exact);
    }

    [Fact]
    public void Runs_of_all_tasks_are_pooled_before_the_ends_are_dropped()
    {
        var points = MadeCurves.Learner("a", "easy", Flat(0.9), Flat(0.8)).Concat(
            MadeCurves.Learner("a", "hard", Flat(0.1), Flat(0.3)));
        // 0.1 0.3 0.8 0.9: one dropped at each end. By task first it would be the same here, by seed not.
        Assert.Equal(0.55, Judged(points).Final.Value!.Value, Exact);
    }

    [Fact]
    public void Two_seeds_give_a_final_interval_that_can_be_worked_out_by_hand()
    {
        var learner = Judged(MadeCurves.Learner("a", "t", Flat(0.2), Flat(0.6)));
        var half = 0.2 * Math.Sqrt(2) * 12.706204736432095 / 1.96;
        Assert.Equal(0.4 - half, learner.Final.Low!.Value, Exact);
        Assert.Equal(0.4 + half, learner.Final.High!.Value, Exact);
    }

    [Fact]
    public void Confidence_changes_both_the_range_and_the_widening()
    {
        var table = MadeCurves.Table(MadeCurves.Learner("a", "t", Flat(0.2), Flat(0.6)));
        var learner = Judge.Of(table, new JudgementSettings { Confidence = 0.8 }).Learners[0];
        // Three quarters of the resamples lie within the ends of the values, so that the central 80 percent reach both.
        Assert.Equal(0.2 * Math.Sqrt(2) * 3.0776835371752536 / 1.2815515655446004, 0.4 - learner.Final.Low!.Value, 1e-8);
    }

    [Fact]
    public void Gain_over_retry_is_final_less_the_final_of_retry()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Learner("notes", "t", Flat(0.2), Flat(0.5), Flat(0.6)),
                MadeCurves.Learner("retry", "t", Flat(0.1), Flat(0.3), Flat(0.5))),
            new JudgementSettings());
        Assert.Equal((1.3 / 3) - 0.3, verdict.Learners[0].GainOverRetry.Value!.Value, Exact);
        Assert.Equal(new Interval(0, 0, 0), verdict.Learners[1].GainOverRetry);
        Assert.Equal(verdict.Pairs[0].Difference, verdict.Learners[0].GainOverRetry);
    }

    [Fact]
    public void Without_retry_nothing_is_said_of_it() =>
        Assert.Equal(Interval.Unknown, Judged(MadeCurves.Learner("a", "t", Flat(0.2), Flat(0.6))).GainOverRetry);

    [Fact]
    public void A_difference_that_all_seeds_share_has_no_width()
    {
        // Seeds differ by a lot and learners by 0.1 on every seed: paired resamples cancel the seeds out.
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Learner("a", "t", Flat(0.1), Flat(0.4), Flat(0.9)),
                MadeCurves.Learner("b", "t", Flat(0.2), Flat(0.5), Flat(1.0))),
            new JudgementSettings());
        Assert.Equal(-0.1, verdict.Pairs[0].Difference.Value!.Value, Exact);
        Assert.Equal(-0.1, verdict.Pairs[0].Difference.Low!.Value, Exact);
        Assert.Equal(-0.1, verdict.Pairs[0].Difference.High!.Value, Exact);
    }

    [Fact]
    public void Costs_are_those_of_the_last_step_and_unknown_ones_are_null()
    {
        var learner = Judged(MadeCurves.Learner("a", "t", Flat(0.2), Flat(0.6)).WithFlops(1e9));
        var costs = learner.Costs.ToDictionary();
        Assert.Equal(CostNames.Standard, learner.Costs.Select(cost => cost.Key));
        Assert.Equal(6e9, costs[CostNames.Flops]);
        Assert.Equal(100, costs[CostNames.TokensRead]);
        Assert.Null(Judged(MadeCurves.Learner("a", "t", Flat(0.2), Flat(0.6))).Costs.ToDictionary()[CostNames.Flops]);
    }

    [Fact]
    public void The_lead_by_block_begins_where_the_difference_stays_clear_of_zero()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Learner("a", "t", [0.1, 0.5, 0.2, 0.3, 0.4, 0.5], [0.1, 0.5, 0.2, 0.3, 0.4, 0.5]),
                MadeCurves.Learner("b", "t", [0.1, 0.2, 0.2, 0.2, 0.2, 0.2], [0.1, 0.2, 0.2, 0.2, 0.2, 0.2])),
            new JudgementSettings());
        Assert.Equal(new Lead("a", 3), verdict.Pairs[0].LeadByBlock);
    }

    [Fact]
    public void The_lead_by_cost_compares_what_either_could_pay_for()
    {
        // "dear" is better from block 1 on, but its blocks cost four times as much: by the end of what cheap spent
        // (10 to 60), dear has paid for its block 0 alone (40 to 240).
        double[] dear = [0.0, 0.8, 0.8, 0.8, 0.8, 0.8];
        double[] cheap = [0.3, 0.4, 0.5, 0.5, 0.5, 0.5];
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Learner("cheap", "t", cheap, cheap).WithFlops(10),
                MadeCurves.Learner("dear", "t", dear, dear).WithFlops(40)),
            new JudgementSettings());
        var pair = verdict.Pairs[0];
        Assert.Equal(new Lead("dear", 1), pair.LeadByBlock);
        // Both were measured at budgets from 40 to 60.
        Assert.Equal(new Lead("cheap", 40), pair.LeadBy("flops"));
    }

    [Fact]
    public void A_cost_that_is_not_known_gives_no_lead()
    {
        var verdict = Judge.Of(
            MadeCurves.Table(
                MadeCurves.Learner("a", "t", Flat(0.9), Flat(0.9)).WithFlops(10), MadeCurves.Learner("b", "t", Flat(0.1), Flat(0.1))),
            new JudgementSettings());
        Assert.NotNull(verdict.Pairs[0].LeadByBlock);
        Assert.Null(verdict.Pairs[0].LeadBy("flops"));
    }

    [Theory]
    [InlineData(-0.1, 0.95, 2000)]
    [InlineData(double.NaN, 0.95, 2000)]
    [InlineData(0.05, 1.0, 2000)]
    [InlineData(0.05, 0.0, 2000)]
    [InlineData(0.05, 0.95, 1)]
    public void Settings_that_cannot_be_used_are_refused(double epsilon, double confidence, int resamples)
    {
        var table = MadeCurves.Table(MadeCurves.Learner("a", "t", Flat(0.2), Flat(0.6)));
        var settings = new JudgementSettings { Epsilon = epsilon, Confidence = confidence, Resamples = resamples };
        Assert.Throws<UserErrorException>(() => Judge.Of(table, settings));
    }

    private static LearnerVerdict Judged(IEnumerable<CurvePoint> points) =>
        Judge.Of(MadeCurves.Table(points), new JudgementSettings()).Learners[0];

    private static double[] Flat(double score) => [.. Enumerable.Repeat(score, 6)];
}
