using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Evaluation;

/// <summary>Statistics of the verdict against numbers worked out by hand.</summary>
public sealed class StudentStatisticsTests
{
    private const double TOf4At95 = 2.7764451051977987;

    [Fact]
    public void A_mean_has_the_standard_error_and_interval_of_the_textbook()
    {
        // 0 to 4: squares of deviations add up to 10, so se = sqrt(10 / 4 / 5).
        var mean = UnitMean.Of([0, 1, 2, 3, 4])!.Value;
        Assert.Equal(2, mean.Mean);
        Assert.Equal(Math.Sqrt(0.5), mean.StandardError!.Value, 1e-15);
        Assert.Equal(4, mean.Freedom);
        var interval = mean.At(0.95);
        Assert.Equal(2 - (TOf4At95 * Math.Sqrt(0.5)), interval.Low!.Value, 1e-12);
        Assert.Equal(2 + (TOf4At95 * Math.Sqrt(0.5)), interval.High!.Value, 1e-12);
    }

    [Fact]
    public void One_unit_has_no_interval_equal_units_have_one_without_width_and_none_have_no_mean()
    {
        Assert.Equal(new Interval(0.3, null, null), UnitMean.Of([0.3])!.Value.At(0.95));
        Assert.Equal(1, UnitMean.Of([0.3])!.Value.PAboveZero());
        Assert.Equal(new Interval(0.25, 0.25, 0.25), UnitMean.Of([0.25, 0.25, 0.25])!.Value.At(0.95));
        Assert.Equal(0, UnitMean.Of([0.25, 0.25])!.Value.PAboveZero());
        Assert.Equal(1, UnitMean.Of([0, 0, 0])!.Value.PAboveZero());
        Assert.Null(UnitMean.Of([]));
    }

    [Fact]
    public void Tasks_are_pooled_with_the_degrees_of_freedom_of_Welch()
    {
        // Variances of the two means: 1/2 with 4 degrees of freedom, 1/3 with 2. V = (1/2 + 1/3) / 4; df = V^2 / ((1/8)^2/4 + (1/12)^2/2) = 100/17.
        var pooled = UnitMean.Pooled([UnitMean.Of([0, 1, 2, 3, 4])!.Value, UnitMean.Of([3, 4, 5])!.Value])!.Value;
        Assert.Equal(3, pooled.Mean);
        Assert.Equal(Math.Sqrt(5 / 24.0), pooled.StandardError!.Value, 1e-15);
        Assert.Equal(100 / 17.0, pooled.Freedom, 1e-12);
        Assert.Null(UnitMean.Pooled([pooled, UnitMean.Of([1])!.Value])!.Value.StandardError);
    }

    [Fact]
    public void The_exact_interval_of_a_share_is_the_published_one()
    {
        AssertShare(0, 5, 0, 1 - Math.Pow(0.025, 0.2));
        AssertShare(5, 5, Math.Pow(0.025, 0.2), 1);
        // At either end the seen number, or one further out, has a chance of 2.5%: 1 - q^5 - 5 p q^4, and q^5 + 5 p q^4 + 10 p^2 q^3.
        var two = ClopperPearson.Of(2, 5);
        var (low, high) = (two.Low!.Value, two.High!.Value);
        Assert.Equal(0.0527, low, 1e-4);
        Assert.Equal(0.8534, high, 1e-4);
        Assert.Equal(0.025, 1 - Math.Pow(1 - low, 5) - (5 * low * Math.Pow(1 - low, 4)), 1e-12);
        Assert.Equal(
            0.025, Math.Pow(1 - high, 5) + (5 * high * Math.Pow(1 - high, 4)) + (10 * high * high * Math.Pow(1 - high, 3)), 1e-12);
        Assert.Equal(Interval.Unknown, ClopperPearson.Of(0, 0));
    }

    [Fact]
    public void Holm_keeps_claims_up_to_the_first_that_fails()
    {
        Assert.Equal([true, false, false, true], Holm.Kept([0.01, 0.04, 0.03, 0.005], 0.05));
        // 0.04 alone would pass; after a failure nothing does.
        Assert.Equal([false, false], Holm.Kept([0.03, 0.04], 0.05));
        Assert.Equal([true], Holm.Kept([0.05], 0.05));
    }

    [Fact]
    public void The_change_is_that_of_the_least_squares_line_over_ranks()
    {
        Assert.Equal(0.3, LateWindow.Change([0.1, 0.2, 0.3, 0.4]), 1e-15);
        // Slope (-1.5*1 + 0.5*1) / 5 = -0.2 over three steps.
        Assert.Equal(-0.6, LateWindow.Change([1, 0, 1, 0]), 1e-15);
        Assert.Equal([0, 3, 4, 4, 4, 4, 5, 6], new[] { 0, 3, 4, 7, 10, 12, 13, 17 }.Select(LateWindow.Points));
    }

    /// <summary>The figures of docs/verdict.md: 447 or 167 items, noise 0.024 or 0.039, at 5 and 10 units and 12 blocks.</summary>
    [Theory]
    [InlineData(5, 0.024, 447)]
    [InlineData(10, 0.039, 167)]
    public void The_noise_that_shows_a_plateau_in_80_percent_is_the_documented_one(int units, double noise, int items)
    {
        var allowed = 0.05 / PlanPower.Ratio(units) / PlanPower.ChangeDeviation(13, 1, 0);
        Assert.Equal(noise, allowed, 5e-4);
        Assert.Equal(items, (int)Math.Round(0.25 / (allowed * allowed)));
        Assert.InRange(PlanPower.Of(units, 13, 0.05, items).Plateau, 0.79, 0.86);
    }

    [Fact]
    public void What_a_plan_can_show_follows_the_formula_at_its_edges()
    {
        // S = 5, 13 points, noise 0.05: sd_c = sqrt(1.6 x 0.0025 + 0.01 / 9), Phi((0.1 sqrt(5) / sd_c - 2.1318) / 1.2523).
        Assert.Equal(0.787, PlanPower.Of(5, 13, 0.05, 0.05, 0.3, 0.1, 0).Gain, 2e-3);
        Assert.Equal(1, PlanPower.Of(5, 13, 0.05, examItems: null).Plateau);
        Assert.Equal(0, PlanPower.Of(4, 13, 0.05, examItems: null).Plateau);
        Assert.Equal(new PlanPower(0, 0), PlanPower.Of(2, 13, 0.05, 32));
        Assert.Equal(new PlanPower(0, 0), PlanPower.Of(5, 6, 0.05, 32));
    }

    private static void AssertShare(int count, int of, double low, double high)
    {
        var interval = ClopperPearson.Of(count, of);
        Assert.Equal(low, interval.Low!.Value, 1e-9);
        Assert.Equal(high, interval.High!.Value, 1e-9);
    }
}
