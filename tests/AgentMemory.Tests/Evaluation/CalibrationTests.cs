using AgentMemory.Evaluation.Calibration;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Tests.Evaluation;

/// <summary>A small calibration; the large one is <c>agentmemory bench verdict</c>.</summary>
public sealed class CalibrationTests
{
    private static readonly CalibrationSettings Small = new()
    {
        Learners = 60,
        Shapes = [SimulatedShape.Flat, SimulatedShape.Rising],
        Tasks = [4],
        Seeds = [5],
        Resamples = 400,
        TruthSeeds = 2000,
    };

    [Fact]
    public void A_flat_learner_is_hardly_ever_called_improving_and_a_rising_one_nearly_always()
    {
        var table = VerdictCalibration.Run(Small, progress: null, CancellationToken.None);
        Assert.Equal(4, table.Rows.Count);
        Assert.All(table.Rows.Where(row => row.Shape == SimulatedShape.Flat), row =>
            Assert.InRange(row.Share(VerdictWord.Improving), 0, 0.05));
        Assert.All(table.Rows.Where(row => row.Shape == SimulatedShape.Rising), row =>
            Assert.InRange(row.Share(VerdictWord.Improving), 0.9, 1));
        Assert.All(table.Rows, row => Assert.InRange(row.Coverage(CalibratedValue.Gain), 0.85, 1));
    }

    [Fact]
    public void The_same_seed_gives_the_same_table()
    {
        var settings = Small with { Learners = 5, Streams = false };
        var once = VerdictCalibration.Run(settings, progress: null, CancellationToken.None);
        Assert.Equal(once.Csv(), VerdictCalibration.Run(settings, progress: null, CancellationToken.None).Csv());
        Assert.StartsWith("shape,tasks,seeds,stream,learners,improving,", once.Csv(), StringComparison.Ordinal);
        Assert.StartsWith("shape        ", once.Text(), StringComparison.Ordinal);
    }
}
