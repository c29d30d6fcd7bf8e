using AgentMemory.Core;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Tests.Evaluation;

public sealed class CurveFitTests
{
    private static readonly double[] Steps = [.. Enumerable.Range(0, 20).Select(step => (double)step)];

    [Fact]
    public void An_exponential_curve_gives_its_parameters_back()
    {
        var fit = SaturationFit.Of(SaturationShape.Exponential, Steps, Curve(step => 0.8 - (0.5 * Math.Exp(-0.3 * step))));
        Assert.Equal(0.8, fit.Asymptote, 1e-4);
        Assert.Equal(0.5, fit.Drop, 1e-4);
        Assert.Equal(0.3, fit.Rate, 1e-3);
        Assert.False(fit.RateAtEdge);
        Assert.Equal(0.8 - (0.5 * Math.Exp(-0.3 * 30)), fit.At(30), 1e-4);
    }

    [Fact]
    public void A_power_law_gives_its_parameters_back()
    {
        var fit = SaturationFit.Of(SaturationShape.Power, Steps, Curve(step => 0.9 - (0.6 * Math.Pow(step + 1, -1.2))));
        Assert.Equal(0.9, fit.Asymptote, 1e-4);
        Assert.Equal(1.2, fit.Rate, 1e-3);
    }

    [Fact]
    public void A_straight_line_names_no_level()
    {
        var line = Curve(step => 0.05 * step);
        Assert.True(SaturationFit.Of(SaturationShape.Exponential, Steps, line).RateAtEdge);
        Assert.Null(Asymptote.Of(Steps, line, [line, line], 1, 0.95));
    }

    [Fact]
    public void A_curve_that_has_levelled_off_names_its_level()
    {
        var rng = new Rng(2);
        var curve = Curve(step => 0.8 - (0.5 * Math.Exp(-0.9 * step)));
        var resampled = Enumerable.Range(0, 60)
            .Select(_ => curve.Select(score => score + (0.02 * rng.NextGaussian())).ToArray()).ToArray();
        var level = Asymptote.Of(Steps, curve.Select(score => score + (0.01 * rng.NextGaussian())).ToArray(), resampled, 1, 0.95);
        Assert.NotNull(level);
        Assert.InRange(0.8, level.Low!.Value, level.High!.Value);
        Assert.True(level.High - level.Low < 0.2);
    }

    [Fact]
    public void Areas_are_means_over_steps_or_budgets()
    {
        Assert.Equal(0.5, AreaUnderCurve.OverSteps([0.2, 0.4, 0.9]), 1e-12);
        // Trapezoids: 10 x 0.3 + 30 x 0.65, over 40.
        Assert.Equal(22.5 / 40, AreaUnderCurve.OverBudget([0, 10, 40], [0.2, 0.4, 0.9]), 1e-12);
        Assert.Throws<ArgumentException>(() => AreaUnderCurve.OverBudget([0, 5, 3], [1, 1, 1]));
    }

    private static double[] Curve(Func<double, double> scoreAt) => [.. Steps.Select(scoreAt)];
}
