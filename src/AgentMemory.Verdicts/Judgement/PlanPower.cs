using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>
/// What a plan can show, worked out before the run: how likely a level learner is called plateaued, and one that rises by
/// <see cref="Rise"/> improving. Off by at most 4 points where there are five units or more and the share is above 70%; below that the
/// plateau's share errs low.
/// </summary>
/// <param name="Plateau">Share of level learners that are called plateaued, from 0 to 1.</param>
/// <param name="Gain">Share of learners with a rise of <see cref="Rise"/> that are called improving, from 0 to 1.</param>
public sealed record PlanPower(double Plateau, double Gain)
{
    /// <summary>The rise, from the first point to the last, that is asked about.</summary>
    public const double Rise = 0.3;

    /// <summary>How much the rise differs between worlds (standard deviation).</summary>
    public const double RiseDeviation = 0.1;

    private const double PassShare = 0.5;
    private const double NormalAt90 = 1.2816;

    /// <summary>The shares of a plan.</summary>
    /// <param name="units">Seeds or worlds of each task.</param>
    /// <param name="points">Points of each curve: blocks and the exam before the first.</param>
    /// <param name="epsilon">The change that counts as none.</param>
    /// <param name="examItems">Sampled items (or games) of one exam; null for an exact exam, which has no noise of its own.</param>
    public static PlanPower Of(int units, int points, double epsilon, int? examItems) =>
        Of(units, points, epsilon, examItems is { } items ? Math.Sqrt(PassShare * (1 - PassShare) / items) : 0, Rise, RiseDeviation, 0);

    /// <summary>The shares under other assumptions.</summary>
    /// <param name="units">Seeds or worlds of each task.</param>
    /// <param name="points">Points of each curve.</param>
    /// <param name="epsilon">The change that counts as none.</param>
    /// <param name="examNoise">Standard deviation of one exam around its true score.</param>
    /// <param name="rise">From the first point to the last, linear.</param>
    /// <param name="riseDeviation">Between worlds.</param>
    /// <param name="driftDeviation">Of a level learner, between worlds: from the first point to the last.</param>
    public static PlanPower Of(
        int units, int points, double epsilon, double examNoise, double rise, double riseDeviation, double driftDeviation)
    {
        if (points < VerdictRule.PointsMin || units < VerdictRule.UnitsMin)
        {
            return new PlanPower(0, 0);
        }

        var share = (LateWindow.Points(points) - 1.0) / (points - 1);
        var late = ImprovingShare(share * rise, ChangeDeviation(points, examNoise, riseDeviation), units, VerdictRule.ChangeConfidence);
        var gain = ImprovingShare(
            rise, Math.Sqrt((2 * examNoise * examNoise) + (riseDeviation * riseDeviation)), units, VerdictRule.Confidence);
        return new PlanPower(
            units < VerdictRule.FlatUnitsMin ? 0 : PlateauShare(epsilon, ChangeDeviation(points, examNoise, driftDeviation), units),
            Math.Min(late, gain));
    }

    /// <summary>
    /// q(S), the least ratio of an effect to the deviation of one unit's change: epsilon over it shows a plateau in 80%, a rise within
    /// the late window over it shows an improvement in 90%.
    /// </summary>
    public static double Ratio(int units)
    {
        var t = Quantiles.Student((1 + VerdictRule.ChangeConfidence) / 2, units - 1);
        return (t + (NormalAt90 * Widened(t, units))) / Math.Sqrt(units);
    }

    /// <summary>sd_c, the deviation of one unit's change over the late window.</summary>
    /// <param name="points">Points of the curve.</param>
    /// <param name="examNoise">Standard deviation of one exam.</param>
    /// <param name="deviation">Between worlds, of the rise from the first point to the last.</param>
    public static double ChangeDeviation(int points, double examNoise, double deviation)
    {
        double window = LateWindow.Points(points);
        var slope = 12 * (window - 1) / (window * (window + 1));
        var share = (window - 1) / (points - 1);
        return Math.Sqrt((slope * examNoise * examNoise) + (share * share * deviation * deviation));
    }

    private static double ImprovingShare(double effect, double deviation, int units, double confidence)
    {
        if (deviation <= 0)
        {
            return 1;
        }

        var t = Quantiles.Student((1 + confidence) / 2, units - 1);
        return Quantiles.NormalBelow(((effect * Math.Sqrt(units) / deviation) - t) / Widened(t, units));
    }

    private static double PlateauShare(double epsilon, double deviation, int units)
    {
        if (deviation <= 0)
        {
            return 1;
        }

        var t = Quantiles.Student((1 + VerdictRule.ChangeConfidence) / 2, units - 1);
        return Math.Max(0, (2 * Quantiles.NormalBelow(((epsilon * Math.Sqrt(units) / deviation) - t) / Widened(t, units))) - 1);
    }

    // The interval's own width varies: to first order its half-width has this much of the mean's deviation added (delta method).
    private static double Widened(double t, int units) => Math.Sqrt(1 + (t * t / (2 * (units - 1.0))));
}
