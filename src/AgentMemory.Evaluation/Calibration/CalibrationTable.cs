using System.Globalization;
using System.Text;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Calibration;

/// <summary>The rows of a calibration and how to show them.</summary>
/// <param name="Rows">One for each shape, number of tasks, number of seeds, and way of learning.</param>
public sealed record CalibrationTable(IReadOnlyList<CalibrationRow> Rows)
{
    private static readonly VerdictWord[] Words =
        [VerdictWord.Improving, VerdictWord.Plateaued, VerdictWord.Declining, VerdictWord.Undecided];

    /// <summary>Columns of percentages, for a terminal.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{"shape",-13}{"tasks",6}{"seeds",6}{"stream",8}");
        foreach (var word in Words)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Wording.Word(word),11}");
        }

        foreach (var value in Enum.GetValues<CalibratedValue>())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name(value),11}");
        }

        foreach (var row in Rows)
        {
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"{Name(row.Shape),-13}{row.Tasks,6}{row.Seeds,6}");
            text.Append(CultureInfo.InvariantCulture, $"{(row.IsStream ? "yes" : "no"),8}");
            foreach (var word in Words)
            {
                text.Append(CultureInfo.InvariantCulture, $"{100 * row.Share(word),10:F1}%");
            }

            foreach (var value in Enum.GetValues<CalibratedValue>())
            {
                text.Append(CultureInfo.InvariantCulture, $"{100 * row.Coverage(value),10:F1}%");
            }
        }

        return text.Append('\n').ToString();
    }

    /// <summary>The same as CSV, shares from 0 to 1.</summary>
    public string Csv()
    {
        var names = Words.Select(Wording.Word)
            .Concat(Enum.GetValues<CalibratedValue>().Select(value => $"{Name(value)}_coverage"));
        var text = new StringBuilder("shape,tasks,seeds,stream,learners,").AppendJoin(',', names).Append('\n');
        foreach (var row in Rows)
        {
            var shares = Words.Select(row.Share).Concat(Enum.GetValues<CalibratedValue>().Select(row.Coverage))
                .Select(share => share.ToString("0.####", CultureInfo.InvariantCulture));
            text.Append(CultureInfo.InvariantCulture, $"{Name(row.Shape)},{row.Tasks},{row.Seeds},");
            text.Append(CultureInfo.InvariantCulture, $"{(row.IsStream ? "true" : "false")},{row.Learners},");
            text.AppendJoin(',', shares).Append('\n');
        }

        return text.ToString();
    }

    private static string Name(SimulatedShape shape) => shape switch
    {
        SimulatedShape.RisingSlowly => "rising_slowly",
        _ => shape.ToString().ToLowerInvariant(),
    };

    private static string Name(CalibratedValue value) => value switch
    {
        CalibratedValue.LateSlope => "late_slope",
        _ => value.ToString().ToLowerInvariant(),
    };
}
