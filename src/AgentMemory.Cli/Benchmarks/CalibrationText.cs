using System.Globalization;
using System.Text;
using AgentMemory.Verdicts.Calibration;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Benchmarks;

/// <summary>The rows of a calibration as CSV, and summed up as docs/verdict.md has them.</summary>
internal sealed class CalibrationText
{
    private static readonly VerdictWord[] AllWords = Enum.GetValues<VerdictWord>();
    private readonly CalibrationTables _tables;

    public CalibrationText(CalibrationTables tables) => _tables = tables;

    /// <summary>Files by name; shares from 0 to 1.</summary>
    public IReadOnlyList<(string Name, string Text)> Files() =>
    [
        ("words.csv", "kind,points,exam,autocorrelation,drift,units,replications," + string.Join(',', AllWords.Select(Wording.Word)) + "\n"
            + Lines(_tables.Words.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Kind},{row.Points},{row.Exam},{row.Autocorrelation},{row.Drift},{row.Units},{row.Replications},")
                + string.Join(',', AllWords.Select(word => Share(row.Share(word))))))),
        ("headline.csv", "kind,tasks,units,replications,false_word,false_headline,found_word,found_headline\n"
            + Lines(_tables.Headlines.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Kind},{row.Tasks},{row.Units},{row.Replications},")
                + string.Join(',', Share(row.FalseWord), Share(row.FalseHeadline), Share(row.FoundWord), Share(row.FoundHeadline))))),
        ("coverage.csv", "kind,units,replications,covered\n"
            + Lines(_tables.Coverages.Select(row => string.Create(
                CultureInfo.InvariantCulture, $"{row.Kind},{row.Units},{row.Replications},{Share(row.Covered)}")))),
        ("power.csv", "kind,points,noise,units,replications,promised,simulated\n"
            + Lines(_tables.Powers.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Kind},{row.Points},{row.Noise},{row.Units},{row.Replications},{Share(row.Promised)},{Share(row.Simulated)}")))),
        ("summary.txt", Summary()),
    ];

    /// <summary>The largest errors and the found rises, in percent, by units.</summary>
    public string Summary()
    {
        var text = new StringBuilder();
        Line("", units => string.Create(CultureInfo.InvariantCulture, $"S={units}"));
        Line("flat: improving, at most", units => Most("flat", units, VerdictWord.Improving));
        Line("flat: declining, at most", units => Most("flat", units, VerdictWord.Declining));
        Line("level after an early gain: improving, at most", units => Most("level-after-early-gain", units, VerdictWord.Improving));
        Line("level after an early gain: declining, at most", units => Most("level-after-early-gain", units, VerdictWord.Declining));
        foreach (var rise in new[] { "0.02", "0.03", "0.05" })
        {
            Line($"rises {rise} a step: plateaued, at most", units => Most($"rise-{rise}-a-step", units, VerdictWord.Plateaued));
        }

        Line("four level tasks: any false improving, words", units => Percent(Tasks("four-level", units).FalseWord));
        Line("four level tasks: any false improving, headline", units => Percent(Tasks("four-level", units).FalseHeadline));
        Line("four nearly level tasks: any improving, words", units => Percent(Tasks("four-nearly-level", units).FalseWord));
        Line("four nearly level tasks: any improving, headline", units => Percent(Tasks("four-nearly-level", units).FalseHeadline));
        Line("rise of 0.3 in 12 steps: improving", units => Percent(Rise(units).Share(VerdictWord.Improving)));
        Line("the same with 7 units", units => units == 5
            ? Percent(Rise(7).Share(VerdictWord.Improving)) : "");
        foreach (var kind in _tables.Coverages.Select(row => row.Kind).Distinct(StringComparer.Ordinal))
        {
            Line($"95% interval holds the truth, {kind}", units => Percent(_tables.Coverages.First(row => row.Kind == kind && row.Units == units).Covered));
        }

        foreach (var row in _tables.Words.Skip(_tables.Words.TakeWhile(row => row.Kind != "rise-0.3").Count()).GroupBy(row => (row.Kind, row.Exam)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{row.Key.Kind}, exam noise {row.Key.Exam}\n");
            foreach (var units in row)
            {
                text.Append(CultureInfo.InvariantCulture, $"  S={units.Units,-3}").AppendJoin("  ", AllWords.Where(word => units.Share(word) > 0)
                    .OrderByDescending(units.Share).Select(word => $"{Wording.Word(word)} {Percent(units.Share(word))}")).Append('\n');
            }
        }

        return text.ToString();

        void Line(string name, Func<int, string> cellOf) => text.Append(CultureInfo.InvariantCulture, $"{name,-58}")
            .AppendJoin("", new[] { 3, 5, 10 }.Select(units => $"{cellOf(units),9}")).Append('\n');
    }

    private HeadlineRow Tasks(string kind, int units) => _tables.Headlines.First(row => row.Kind == kind && row.Units == units);

    private WordRow Rise(int units) => _tables.Words.First(row => row.Kind == "rise-0.3" && row.Units == units);

    private string Most(string kind, int units, VerdictWord word) =>
        Percent(_tables.Words.Where(row => row.Kind == kind && row.Units == units && !row.Exam.EndsWith("items", StringComparison.Ordinal) && row.Exam != "0")
            .Max(row => row.Share(word)));

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + "%";

    private static string Share(double? share) => share?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
