using System.Globalization;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>The panels in their places: a row for each group and kind of world, a column for each size of world.</summary>
internal sealed record EvidenceGrid(IReadOnlyList<EvidenceRow> Rows, IReadOnlyList<double> Columns)
{
    private const string Bits = "bits=";

    /// <summary>The column that a cell stands in, from 0.</summary>
    public int ColumnOf(EvidenceCell cell) => Columns.Index().First(column => column.Item == cell.Size).Index;

    /// <summary>Rows in the order in which the plan has them, columns from few hidden bits to many.</summary>
    public static EvidenceGrid Of(Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var cells = EvidenceTables.ByTask(verdict).Select(task => new EvidenceCell(
            task,
            SizeOf(task),
            new EvidencePanel(
                string.Create(CultureInfo.InvariantCulture, $"{SizeOf(task):0.#} bits ({task.First().HiddenBits:0.#} hidden)"),
                task.First().HiddenBits,
                [.. task.Select(one => EvidenceSeries.Of(
                    one,
                    styles[verdict.Learners.Index().First(learner => learner.Item.Id == one.Learner).Index],
                    verdict.Learners.First(learner => learner.Id == one.Learner).PretrainingFlops))]))).ToList();
        var rows = cells.GroupBy(cell => (cell.Task.First().Group, Kind: KindOf(cell.Task.Key)))
            .Select(row => new EvidenceRow(Name(row.Key.Group, row.Key.Kind), [.. row.OrderBy(cell => cell.Size)])).ToList();
        return new EvidenceGrid(rows, [.. cells.Select(cell => cell.Size).Distinct().Order()]);
    }

    private static string Name(string? group, string kind) => group is null ? kind : $"{EvidenceTables.Row(group)}: {kind}";

    // The size that the plan asks for, so that kinds of worlds whose bits differ a little share a column.
    private static double SizeOf(IGrouping<string, EvidenceVerdict> task) =>
        Parameters(task.Key).FirstOrDefault(pair => pair.StartsWith(Bits, StringComparison.Ordinal)) is { } bits
        && double.TryParse(bits.AsSpan(Bits.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : Math.Round(task.First().HiddenBits);

    private static string KindOf(string task) =>
        string.Join(' ', Parameters(task).Where(pair => !pair.StartsWith(Bits, StringComparison.Ordinal)).Prepend(task.Split('?')[0]));

    private static string[] Parameters(string task)
    {
        var mark = task.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? [] : task[(mark + 1)..].Split('&');
    }
}

/// <summary>Panels beside each other.</summary>
internal sealed record EvidenceRow(string Name, IReadOnlyList<EvidenceCell> Cells);

/// <summary>One task's panel.</summary>
internal sealed record EvidenceCell(IGrouping<string, EvidenceVerdict> Task, double Size, EvidencePanel Panel);
