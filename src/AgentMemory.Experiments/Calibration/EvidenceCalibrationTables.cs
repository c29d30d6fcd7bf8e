using System.Globalization;
using System.Text;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Experiments.Calibration;

/// <summary>The rows of several calibrations of evidence used, as CSV and summed up.</summary>
/// <param name="Rows">By size of the worlds, then by learner.</param>
public sealed record EvidenceCalibrationTables(IReadOnlyList<EvidenceReadingRow> Rows)
{
    /// <summary>The sizes that plans use: few worlds with many bits, or many with few.</summary>
    /// <param name="draws">Of each size.</param>
    /// <param name="seed">Rules all of it.</param>
    /// <param name="tasks">Makes the worlds.</param>
    /// <param name="time">Exams note what they took.</param>
    /// <param name="cancellation">Looked at before every world.</param>
    public static EvidenceCalibrationTables Of(int draws, ulong seed, ITaskCatalogue tasks, TimeProvider time, CancellationToken cancellation)
    {
        // The last exam has three times as many games as practice has questions, and four times what a window holds, at least.
        Plan[] plans =
        [
            EvidenceCalibration.PlanOf("vault?bits=8&features=2", 32, [2, 2, 4, 8, 16, 32], window: 4, facts: 3, seed),
            EvidenceCalibration.PlanOf("vault?bits=64&features=2", 8, [8, 8, 16, 32, 64, 128], window: 32, facts: 18, seed),
            EvidenceCalibration.PlanOf("vault?bits=64&features=1", 8, [8, 8, 16, 32, 64, 128], window: 32, facts: 21, seed),
        ];
        return new EvidenceCalibrationTables(
            [.. plans.SelectMany(plan => new EvidenceCalibration(plan, draws, tasks, time, cancellation).Rows())]);
    }

    /// <summary>Files by name; shares from 0 to 1.</summary>
    public IReadOnlyList<(string Name, string Text)> Files() => [("readings.csv", Csv()), ("summary.txt", Summary())];

    /// <summary>The share of draws that were read rightly, in percent.</summary>
    public string Summary()
    {
        var text = new StringBuilder();
        foreach (var size in Rows.GroupBy(row => (row.Task, row.Worlds)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{size.Key.Task}, {size.Key.Worlds} worlds, {size.First().Draws} draws\n");
            text.Append(CultureInfo.InvariantCulture, $"  {"learner",-14} {"ought to be",-12} {"read so",8} {"knee ought to be",-18} {"read so",8}\n");
            foreach (var row in size)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {row.Learner,-14} {EvidenceWords.Letter(EvidenceCalibration.Right(row.Id)!.Value),-12} ")
                    .Append(CultureInfo.InvariantCulture, $"{row.ReadRightly,7:P0}  {EvidenceWords.Knee(EvidenceCalibration.RightKnee(row.Id)),-18} ")
                    .Append(CultureInfo.InvariantCulture, $"{row.KneeRightly,7:P0}\n");
            }
        }

        return text.ToString();
    }

    private string Csv() => "task,worlds,learner,draws,"
        + string.Join(',', Enum.GetValues<EvidenceReading>().Select(EvidenceWords.Letter)) + ",read_rightly,"
        + string.Join(',', Enum.GetValues<KneeReading>().Select(knee => "knee_" + EvidenceWords.Knee(knee).Replace(' ', '_'))) + ",knee_rightly\n"
        + string.Concat(Rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Task},{row.Worlds},{row.Learner},{row.Draws},")
            + string.Join(',', Enum.GetValues<EvidenceReading>().Select(reading => Share(row.Readings.GetValueOrDefault(reading), row.Draws)))
            + string.Create(CultureInfo.InvariantCulture, $",{row.ReadRightly:0.####},")
            + string.Join(',', Enum.GetValues<KneeReading>().Select(knee => Share(row.Knees.GetValueOrDefault(knee), row.Draws)))
            + string.Create(CultureInfo.InvariantCulture, $",{row.KneeRightly:0.####}\n")));

    private static string Share(int count, int draws) => ((double)count / draws).ToString("0.####", CultureInfo.InvariantCulture);
}
