using AgentMemory.Evaluation.Calibration;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

public sealed class RankTrendTests
{
    private const double Exact = 1e-12;

    [Fact]
    public void Tau_is_the_share_of_pairs_that_rise_less_the_share_that_falls() =>
        // Of 2 1 4 3 the pairs (2,4) (2,3) (1,4) (1,3) rise, (2,1) and (4,3) fall: (4 - 2) / 6.
        Assert.Equal(2 / 6.0, RankTrend.Tau([0, 1, 2, 3], [2, 1, 4, 3], 0), Exact);

    [Fact]
    public void Equal_scores_and_changes_no_steeper_than_the_pace_count_as_neither()
    {
        Assert.Equal(0, RankTrend.Tau([0, 1, 2, 3], [0.5, 0.5, 0.5, 0.5], 0), Exact);
        Assert.Equal(1, RankTrend.Tau([0, 1, 2, 3], [0, 0.01, 0.02, 0.03], 0), Exact);
        Assert.Equal(0, RankTrend.Tau([0, 1, 2, 3], [0, 0.01, 0.02, 0.03], 0.0125), Exact);
        // A jump of 0.03 in one step: the pairs across it are steeper than 0.0125 up to two steps apart.
        Assert.Equal(3 / 6.0, RankTrend.Tau([0, 1, 2, 3], [0, 0, 0.03, 0.03], 0.0125), Exact);
        Assert.Equal(-3 / 6.0, RankTrend.Tau([0, 1, 2, 3], [0.03, 0.03, 0, 0], 0.0125), Exact);
    }

    [Fact]
    public void The_variance_without_trend_is_that_of_all_orders()
    {
        // All 24 orders of four different numbers.
        double[] numbers = [1, 2, 3, 4];
        var squares = new List<double>();
        foreach (var a in numbers)
        {
            foreach (var b in numbers.Where(n => n != a))
            {
                foreach (var c in numbers.Where(n => n != a && n != b))
                {
                    var tau = RankTrend.Tau([0, 1, 2, 3], [a, b, c, 10 - a - b - c], 0);
                    squares.Add(tau * tau);
                }
            }
        }

        Assert.Equal(24, squares.Count);
        Assert.Equal(squares.Average(), RankTrend.VarianceWithoutTrend(4), Exact);
    }

    [Fact]
    public void Points_that_are_too_few_or_out_of_order_have_no_trend()
    {
        Assert.Throws<ArgumentException>(() => RankTrend.Tau([0], [1], 0));
        Assert.Throws<ArgumentException>(() => RankTrend.Tau([0, 0], [1, 2], 0));
        Assert.Throws<ArgumentException>(() => RankTrend.Tau([0, 1], [1, 2], -1));
    }

    [Fact]
    public void The_mean_over_runs_has_students_bounds_from_the_variance_within_tasks()
    {
        // Two tasks of three runs: means 2 and 12, each with a sum of squares of 2; variance 4 / 4; t(0.95, 4) = 2.131846786.
        var shape = RunShape.SeedsWithinTasks([3, 3]);
        var interval = StudentMean.Of([1, 2, 3, 11, 12, 13], shape, 0.95, varianceMin: 0);
        Assert.Equal(7, interval.Value!.Value, Exact);
        Assert.Equal(2.1318467863266495 * Math.Sqrt(1 / 6.0), interval.High!.Value - 7, 1e-9);
        Assert.Equal(interval.High!.Value - 7, 7 - interval.Low!.Value, Exact);
    }

    [Fact]
    public void Runs_that_agree_by_luck_get_the_variance_that_chance_gives_one_run()
    {
        var shape = RunShape.SeedsWithinTasks([2]);
        var interval = StudentMean.Of([1, 1], shape, 0.95, varianceMin: 1 / 6.0);
        // t(0.95, 1) = 6.313751515.
        Assert.Equal(1 - (6.313751514675043 * Math.Sqrt(1 / 12.0)), interval.Low!.Value, 1e-9);
        Assert.Equal(new Interval(1, null, null), StudentMean.Of([1, double.NaN], shape, 0.95, 0));
        Assert.Equal(Interval.Unknown, StudentMean.Of([double.NaN, double.NaN], shape, 0.95, 0));
    }

    [Fact]
    public void A_trial_of_a_stream_counts_once_however_many_tasks_it_learnt()
    {
        var trials = RunShape.WholeTrials([3], [0, 1, 2, 0, 1, 2]);
        var together = StudentMean.Of([1, 2, 3, 1, 2, 3], trials, 0.95, 0);
        Assert.Equal(StudentMean.Of([1, 2, 3], RunShape.SeedsWithinTasks([3]), 0.95, 0), together);
    }

    [Fact]
    public void Ranks_take_the_place_of_gain_and_slope_where_a_plan_asks_for_them()
    {
        var evidence = new VerdictEvidence
        {
            Steps = 12,
            Seeds = 5,
            Final = new Interval(0.6, 0.5, 0.7),
            Gain = new Interval(0.3, -0.2, 0.8),
            LateSlope = new Interval(0.03, -0.02, 0.08),
            Epsilon = 0.05,
            OneIsBest = true,
        };
        var clear = new Interval(0.8, 0.4, 1);
        var unclear = new Interval(0.8, -0.1, 1);
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(evidence));
        Assert.Equal(VerdictWord.Improving, VerdictRule.Of(evidence with { Trend = new LateTrend(clear, clear) }));
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(evidence with { Trend = new LateTrend(unclear, clear) }));
        Assert.Equal(VerdictWord.Undecided, VerdictRule.Of(evidence with { Trend = new LateTrend(clear, unclear) }));
        Assert.Equal(
            VerdictWord.Declining, VerdictRule.Of(evidence with { Trend = new LateTrend(new Interval(-0.5, -0.9, -0.1), clear) }));
        Assert.Equal(
            VerdictWord.Undecided, VerdictRule.Of(evidence with { Trend = new LateTrend(new Interval(0.8, null, null), clear) }));
        // The plateau comes first, as in the protocol.
        var level = evidence with { LateSlope = new Interval(0, -0.01, 0.01), Trend = new LateTrend(clear, clear) };
        Assert.Equal(VerdictWord.Plateaued, VerdictRule.Of(level));
    }

    [Fact]
    public void The_document_tells_ranks_only_where_they_were_asked_for()
    {
        var table = MadeCurves.Table(MadeCurves.Noisy("a", 0.1, 0.05, 2, 4, 12, 5));
        var plain = new JudgementSettings { Resamples = 200 };
        Assert.DoesNotContain("late_ranks", VerdictJson.Write(Judge.Of(table, plain)), StringComparison.Ordinal);
        var verdict = Judge.Of(table, plain with { Trend = TrendForm.Ranks });
        Assert.Contains("\"late_ranks\"", VerdictJson.Write(verdict), StringComparison.Ordinal);
        Assert.Equal(VerdictWord.Improving, verdict.Learners[0].Word);
        Assert.Contains("by ranks", verdict.Learners[0].Why, StringComparison.Ordinal);
        Assert.Contains(verdict.Cautions, caution => caution.Contains("by ranks", StringComparison.Ordinal));
    }

    [Fact]
    public void Five_seeds_of_one_task_tell_a_rise_from_restless_runs_and_a_flat_or_saturated_learner_is_left_alone()
    {
        // As in the main comparison: most runs repeat their score, some jump by a tenth, a few by a third.
        double[] size = [0, 0, 0, 0, 0, 0.02, 0.08, 0.12, 0.2, 0.35];
        var settings = new CalibrationSettings
        {
            Learners = 150,
            Shapes = [SimulatedShape.Flat, SimulatedShape.Saturating, SimulatedShape.Rising],
            Tasks = [1],
            Seeds = [5],
            Resamples = 200,
            TruthSeeds = 100,
            Streams = false,
            Trend = TrendForm.Ranks,
            Noise = new SimulationNoise { Runs = [.. size.Select(s => new RunNoise(0, [-1.5 * s, -s, -0.5 * s, 0, 0.5 * s, s, 1.5 * s]))] },
        };
        var rows = VerdictCalibration.Run(settings, progress: null, CancellationToken.None).Rows;
        Assert.InRange(rows[0].Share(VerdictWord.Improving), 0, 0.05);
        Assert.InRange(rows[1].Share(VerdictWord.Improving), 0, 0.05);
        Assert.InRange(rows[2].Share(VerdictWord.Improving), 0.85, 1);
        var slope = VerdictCalibration.Run(
            settings with { Trend = TrendForm.Slope, Shapes = [SimulatedShape.Rising] }, progress: null, CancellationToken.None).Rows[0];
        Assert.True(rows[2].Share(VerdictWord.Improving) > slope.Share(VerdictWord.Improving));
    }
}
