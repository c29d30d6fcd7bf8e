using System.Globalization;
using System.Text;
using AgentMemory.Experiments.Calibration;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>Rows of calibrations of evidence used, as CSV and summed up.</summary>
internal static class EvidenceText
{
    /// <summary>Files by name; shares from 0 to 1.</summary>
    public static IReadOnlyList<(string Name, string Text)> Files(IReadOnlyList<EvidenceReadingRow> rows) =>
        [("readings.csv", Csv(rows)), ("summary.txt", Summary(rows))];

    /// <summary>The share of draws that were read rightly, in percent.</summary>
    public static string Summary(IReadOnlyList<EvidenceReadingRow> rows)
    {
        var text = new StringBuilder();
        foreach (var size in rows.GroupBy(row => (row.Task, row.Worlds)))
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

    private static string Csv(IReadOnlyList<EvidenceReadingRow> rows) => "task,worlds,learner,draws,"
        + string.Join(',', Enum.GetValues<EvidenceReading>().Select(EvidenceWords.Letter)) + ",read_rightly,"
        + string.Join(',', Enum.GetValues<KneeReading>().Select(knee => "knee_" + EvidenceWords.Knee(knee).Replace(' ', '_'))) + ",knee_rightly\n"
        + string.Concat(rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Task},{row.Worlds},{row.Learner},{row.Draws},")
            + string.Join(',', Enum.GetValues<EvidenceReading>().Select(reading => Share(row.Readings.GetValueOrDefault(reading), row.Draws)))
            + string.Create(CultureInfo.InvariantCulture, $",{row.ReadRightly:0.####},")
            + string.Join(',', Enum.GetValues<KneeReading>().Select(knee => Share(row.Knees.GetValueOrDefault(knee), row.Draws)))
            + string.Create(CultureInfo.InvariantCulture, $",{row.KneeRightly:0.####}\n")));

    private static string Share(int count, int draws) => ((double)count / draws).ToString("0.####", CultureInfo.InvariantCulture);
}
