using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

/// <summary>
/// Two learners on 3 tasks with 4 seeds over 14 steps, whose numbers were computed apart from this code with scipy 1.10.1
/// and numpy: stats.trim_mean at 0.25, stats.theilslopes, stats.mannwhitneyu, optimize.least_squares, numpy's own
/// generator for the bootstrap. Mean, median and optimality gap are written out as in rliable.
/// </summary>
public sealed class IndependentStatisticsTests
{
    private const double Exact = 1e-9;
    private const int Tasks = 3;
    private const int Seeds = 4;
    private const int Steps = 14;
    private static readonly Verdict Verdict = Judge.Of(MadeCurves.Table(Points("a"), Points("b")), new JudgementSettings
    {
        Resamples = 20_000,
        Frozen = "b",
    });

    [Fact]
    public void Values_are_those_of_scipy()
    {
        var (a, b) = (Verdict.Learners[0], Verdict.Learners[1]);
        Assert.Equal(0.2628833333333333, a.First.Value!.Value, Exact);
        Assert.Equal(0.7229000000000001, a.Final.Value!.Value, Exact);
        Assert.Equal(0.44016666666666665, a.Gain.Value!.Value, Exact);
        Assert.Equal(0.00039791666666667375, a.LateSlope.Value!.Value, Exact);
        Assert.Equal(0.6100392857142857, a.Area.Value!.Value, Exact);
        Assert.Equal(0.2679500000000001, b.First.Value!.Value, Exact);
        Assert.Equal(0.5121, b.Final.Value!.Value, Exact);
        Assert.Equal(0.24309999999999998, b.Gain.Value!.Value, Exact);
        Assert.Equal(0.01630694444444445, b.LateSlope.Value!.Value, Exact);
        Assert.Equal(0.41355119047619043, b.Area.Value!.Value, Exact);
    }

    [Fact]
    public void Other_averages_are_those_of_rliable()
    {
        var (a, b) = (Verdict.Learners[0].FinalAverages, Verdict.Learners[1].FinalAverages);
        Assert.Equal(0.7103166666666666, a.Mean.Value!.Value, Exact);
        Assert.Equal(0.720475, a.Median.Value!.Value, Exact);
        Assert.Equal(0.2896833333333332, a.OptimalityGap.Value!.Value, Exact);
        Assert.Equal(0.5180916666666667, b.Mean.Value!.Value, Exact);
        Assert.Equal(0.526275, b.Median.Value!.Value, Exact);
        Assert.Equal(0.4819083333333334, b.OptimalityGap.Value!.Value, Exact);
        Assert.Equal(0.029891666666666705, Gap("b", 0.5), Exact);
        Assert.All(new[] { a.Mean, a.Median, a.OptimalityGap }, interval => Assert.True(interval.Low < interval.High));
    }

    [Fact]
    public void Pairs_are_those_of_scipy()
    {
        var pair = Verdict.Pairs[0];
        Assert.Equal(0.2108000000000001, pair.Difference.Value!.Value, Exact);
        Assert.Equal(1.0, pair.ProbabilityOfImprovement.Value!.Value, Exact);
        Assert.Equal(0.4320557491289201, Verdict.Learners[0].NormalisedGain.Value!.Value, Exact);
        var shape = RunShape.SeedsWithinTasks([Seeds, Seeds, Seeds]);
        int[] tasks = [.. Enumerable.Range(0, Tasks * Seeds).Select(run => run / Seeds)];
        var meetings = new ProbabilityOfImprovement(At("a", 2), shape, tasks, At("b", 5), shape, tasks);
        Assert.Equal(0.8958333333333334, meetings.Value(), Exact);
    }

    [Fact]
    public void A_profile_is_the_mean_over_tasks_of_the_share_above()
    {
        Assert.Equal([1, 0.8333333333333334, 0.6666666666666666], Profile("a"));
        Assert.Equal([0.5, 0.16666666666666666, 0], Profile("b"));
    }

    [Fact]
    public void Fits_are_those_of_scipys_least_squares()
    {
        double[] steps = [.. Enumerable.Range(0, Steps).Select(step => (double)step)];
        var curve = Enumerable.Range(0, Steps).Select(step => Averages.InterquartileMean(At("a", step))).ToArray();
        var exponential = SaturationFit.Of(SaturationShape.Exponential, steps, curve);
        Assert.Equal(0.7231820092478618, exponential.Asymptote, 1e-8);
        Assert.Equal(0.4515432627172577, exponential.Drop, 1e-8);
        Assert.Equal(0.3337865324270562, exponential.Rate, 1e-8);
        var power = SaturationFit.Of(SaturationShape.Power, steps, curve);
        Assert.Equal(1.0607021456818682, power.Asymptote, 1e-7);
        Assert.Equal(0.34331941096249563, power.Rate, 1e-7);
        var other = Enumerable.Range(0, Steps).Select(step => Averages.InterquartileMean(At("b", step))).ToArray();
        Assert.Equal(0.6275890455370566, SaturationFit.Of(SaturationShape.Exponential, steps, other).Asymptote, 1e-8);
        // A rise that hardly bends: the power law runs away, and no level is named.
        Assert.True(SaturationFit.Of(SaturationShape.Power, steps, other).RateAtEdge);
        Assert.Null(Verdict.Learners[1].Asymptote);
    }

    [Fact]
    public void Intervals_agree_with_a_bootstrap_made_elsewhere()
    {
        // 60,000 resamples of numpy's generator; both have an error of Monte Carlo of about 0.0005.
        var final = Verdict.Learners[0].Final;
        Assert.Equal(0.6772546389235938, final.Low!.Value, 0.002);
        Assert.Equal(0.7631478804235756, final.High!.Value, 0.002);
        var student = Judge.Of(
            MadeCurves.Table(Points("a")), new JudgementSettings { Resamples = 20_000, Intervals = IntervalForm.Student });
        Assert.Equal(0.04318142001171147, student.Learners[0].Final.High!.Value - final.Value!.Value, 0.001);
        Assert.Equal(0.04318142001171147, final.Value!.Value - student.Learners[0].Final.Low!.Value, 0.001);
    }

    private static double Gap(string learner, double target) => new TaskAverages(
        At(learner, Steps - 1),
        [.. Enumerable.Range(0, Tasks * Seeds).Select(run => run / Seeds)],
        RunShape.SeedsWithinTasks([Seeds, Seeds, Seeds])).OptimalityGap(target);

    private static double[] Profile(string learner) => PerformanceProfile.Of(
        [.. Enumerable.Range(0, Tasks).Select(task => Enumerable.Range(0, Seeds)
            .Select(seed => Score(learner, task, seed, Steps - 1)).ToArray())],
        [0.5, 0.6, 0.7]);

    private static double[] At(string learner, int step) =>
        [.. Enumerable.Range(0, Tasks * Seeds).Select(run => Score(learner, run / Seeds, run % Seeds, step))];

    private static IEnumerable<CurvePoint> Points(string learner) => Enumerable.Range(0, Tasks)
        .SelectMany(task => Enumerable.Range(0, Seeds)
            .SelectMany(seed => Enumerable.Range(0, Steps)
                .Select(step => MadeCurves.Point(learner, $"t{task}", seed, step, Score(learner, task, seed, step)))));

    private static double Score(string learner, int task, int seed, int step)
    {
        double[] starts = [0.15, 0.35, 0.25];
        var shape = learner == "a" ? 0.45 * (1 - Math.Exp(-0.35 * step)) : (0.03 * step) - (0.0008 * step * step);
        var wobble = (0.07 * Math.Sin((1.7 * seed) + (0.9 * task) + (0.6 * step * (seed + 1)) + (learner == "a" ? 0.5 : 2.1)))
            + (0.05 * Math.Cos(2.3 * seed * (task + 1)));
        return Math.Round(starts[task] + shape + wobble, 4);
    }
}
