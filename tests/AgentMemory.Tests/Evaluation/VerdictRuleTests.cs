using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

public sealed class VerdictRuleTests
{
    // 12 steps: the window is 4 steps, so that a slope is multiplied by 3.
    private static readonly VerdictEvidence Clear = new()
    {
        Steps = 12,
        Seeds = 5,
        Final = new Interval(0.6, 0.5, 0.7),
        Gain = new Interval(0.3, 0.2, 0.4),
        LateSlope = new Interval(0.03, 0.02, 0.04),
        Epsilon = 0.05,
        OneIsBest = true,
    };

    [Fact]
    public void A_clear_gain_and_a_clear_slope_are_improving() => Assert.Equal(VerdictWord.Improving, VerdictRule.Of(Clear));

    [Fact]
    public void Five_steps_or_one_seed_decide_nothing()
    {
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(Clear with { Steps = 5 }));
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(Clear with { Seeds = 1 }));
        Assert.Equal(VerdictWord.Improving, VerdictRule.Of(Clear with { Steps = 6, Seeds = 2 }));
    }

    [Fact]
    public void The_whole_change_over_the_window_within_epsilon_is_plateaued_even_where_it_clears_zero()
    {
        var rising = Clear with { LateSlope = new Interval(0.01, 0.005, 0.016) };
        Assert.Equal(VerdictWord.Plateaued, VerdictRule.Of(rising)); // 3 x 0.016 = 0.048
        Assert.Equal(VerdictWord.Improving, VerdictRule.Of(rising with { LateSlope = new Interval(0.01, 0.005, 0.017) }));
    }

    [Fact]
    public void Without_an_epsilon_no_plateau_is_offered()
    {
        var flat = Clear with { LateSlope = new Interval(0, -0.001, 0.001), Epsilon = null };
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(flat));
    }

    [Fact]
    public void A_slope_below_zero_is_declining_whatever_the_gain()
    {
        var falling = Clear with { LateSlope = new Interval(-0.03, -0.04, -0.02) };
        Assert.Equal(VerdictWord.Declining, VerdictRule.Of(falling));
        Assert.Equal(VerdictWord.Declining, VerdictRule.Of(falling with { Gain = new Interval(-0.3, -0.4, -0.2) }));
    }

    [Fact]
    public void A_slope_that_may_be_either_is_undecided() =>
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(Clear with { LateSlope = new Interval(0.02, -0.01, 0.05) }));

    [Fact]
    public void A_rise_that_is_not_clear_of_the_start_is_undecided() =>
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(Clear with { Gain = new Interval(0.1, -0.05, 0.2) }));

    [Fact]
    public void Missing_intervals_are_undecided() =>
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(Clear with { LateSlope = new Interval(0.03, null, null) }));

    [Fact]
    public void A_plateau_at_the_ceiling_is_solved_where_there_is_a_ceiling()
    {
        var top = Clear with { LateSlope = new Interval(0, -0.001, 0.001), Final = new Interval(0.96, 0.95, 0.97) };
        Assert.True(VerdictRule.IsSolved(top));
        Assert.False(VerdictRule.IsSolved(top with { OneIsBest = false }));
        Assert.False(VerdictRule.IsSolved(top with { Final = new Interval(0.94, 0.93, 0.95) }));
        Assert.False(VerdictRule.IsSolved(Clear with { Final = new Interval(0.99, 0.98, 1) }));
    }
}
