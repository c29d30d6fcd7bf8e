using AgentMemory.Cli.Benchmarks;
using AgentMemory.Verdicts.Calibration;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Tests.Evaluation;

/// <summary>The simulation behind docs/verdict.md, with few learners: its figures lie where the page says, and it repeats itself.</summary>
public sealed class CalibrationTests
{
    private static readonly CalibrationTables Tables = CalibrationTables.Of(new VerdictCalibration(300, 1, CancellationToken.None));

    [Theory]
    [InlineData(3, 0.35)]
    [InlineData(5, 0.81)]
    [InlineData(7, 0.95)]
    [InlineData(10, 0.99)]
    public void A_rise_of_0_3_over_12_blocks_is_seen_as_often_as_documented(int units, double share)
    {
        // Four standard errors of 300 draws.
        var error = 4 * Math.Sqrt(share * (1 - share) / 300);
        Assert.InRange(Tables.Words.Single(row => row.Kind == "rise-0.3" && row.Units == units).Share(VerdictWord.Improving), share - error, share + error);
    }

    [Fact]
    public void Level_learners_are_rarely_called_improving_and_the_headline_keeps_its_level()
    {
        Assert.All(Tables.Words.Where(row => row.Kind == "flat"), row => Assert.InRange(row.Share(VerdictWord.Improving), 0, 0.05));
        Assert.All(Tables.Words.Where(row => row.Kind == "level-after-early-gain"), row => Assert.InRange(row.Share(VerdictWord.Improving), 0, 0.105));
        Assert.All(Tables.Headlines.Where(row => row.Kind != "four-nearly-level"), row => Assert.InRange(row.FalseHeadline, 0, 0.10));
    }

    [Theory]
    [InlineData("normal", 5, 0.95)]
    [InlineData("beta-near-1", 5, 0.86)]
    [InlineData("two-point-0.8", 3, 0.49)]
    [InlineData("two-point-0.8", 5, 0.67)]
    [InlineData("stream-seeds-averaged", 5, 0.95)]
    [InlineData("stream-as-if-independent", 5, 0.80)]
    public void Intervals_cover_as_often_as_documented(string kind, int units, double share)
    {
        var error = 4 * Math.Sqrt(share * (1 - share) / 300);
        Assert.InRange(Tables.Coverages.Single(row => row.Kind == kind && row.Units == units).Covered, share - error, Math.Min(1, share + error));
    }

    [Fact]
    public void Promises_of_a_plan_are_kept_within_four_points_and_the_error_of_the_draws() => Assert.All(
        Tables.Powers.Where(row => row.Promised > 0.7),
        row => Assert.InRange(row.Simulated, row.Promised - 0.04 - 0.08, row.Promised + 0.04 + 0.08));

    [Fact]
    public void The_same_seed_gives_the_same_tables_however_the_work_is_shared()
    {
        var few = new VerdictCalibration(20, 7, CancellationToken.None);
        Assert.Equal(new CalibrationText(CalibrationTables.Of(few)).Files(), new CalibrationText(CalibrationTables.Of(few)).Files());
    }

    [Fact]
    public void Three_units_never_show_a_plateau() =>
        Assert.All(Tables.Words.Where(row => row.Units == 3), row => Assert.Equal(0, row.Share(VerdictWord.Plateaued)));
}
