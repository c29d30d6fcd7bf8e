using System.Globalization;
using AgentMemory.Experiments.Calibration;
using AgentMemory.Verdicts.Evidence;

namespace AgentMemory.Tests.Evaluation.Evidence;

/// <summary>
/// Learners of known make are read rightly: at 66 bits and eight worlds, in twenty draws of worlds and games.
/// AGENTMEMORY_DRAWS=100 makes as many.
/// </summary>
public sealed class EvidenceCalibrationTests
{
    private static int Draws => int.TryParse(
        Environment.GetEnvironmentVariable("AGENTMEMORY_DRAWS"), NumberStyles.None, CultureInfo.InvariantCulture, out var draws) ? draws : 20;

    [Fact]
    public void Nine_draws_in_ten_of_eight_worlds_of_66_bits_are_read_rightly()
    {
        var plan = EvidenceCalibration.PlanOf("vault?bits=64&features=2", 8, [8, 8, 16, 32, 64, 128], window: 32, facts: 18, seed: 1);
        var rows = new EvidenceCalibration(plan, Draws, EvidenceRun.Games, TimeProvider.System, default).Rows();
        Assert.Equal(["ideal-256", "half-256", "window-32", "facts-18", "frozen-256", "memoriser-256"], rows.Select(row => row.Learner));
        foreach (var row in rows)
        {
            Assert.True(row.ReadRightly >= 0.9, $"{row.Learner} read rightly in {row.ReadRightly:P0} of {row.Draws}");
            Assert.True(row.KneeRightly >= 0.9, $"{row.Learner}: knee read rightly in {row.KneeRightly:P0} of {row.Draws}");
        }

        Assert.All(rows.Where(row => row.Id is "frozen" or "memoriser"), row => Assert.Equal(row.Draws, row.StoresRightly));
        Assert.All(rows.Where(row => row.Id is "window" or "facts"), row => Assert.Equal(row.Draws, row.OfWindow));
    }

    [Fact]
    public void A_draw_follows_from_its_seed()
    {
        var plan = EvidenceCalibration.PlanOf("vault?bits=8&features=2", 2, [4, 8], window: 4, facts: 3, seed: 5);
        var calibration = new EvidenceCalibration(plan, 1, EvidenceRun.Games, TimeProvider.System, default);
        Assert.Equal(Used(calibration.Draw(3)), Used(calibration.Draw(3)));
        Assert.NotEqual(Used(calibration.Draw(3)), Used(calibration.Draw(4)));

        static string Used(IReadOnlyList<EvidenceVerdict> evidence) =>
            string.Join(' ', evidence.SelectMany(one => one.Points).Select(point => $"{point.AvailableBits:R} {point.UsedBits?.Value:R}"));
    }
}
