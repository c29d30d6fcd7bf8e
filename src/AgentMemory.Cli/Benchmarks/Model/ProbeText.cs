using System.Globalization;
using System.Text;
using AgentMemory.Experiments.Probes;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Cli.Benchmarks.Model;

/// <summary>A probe's figures for the terminal: plain text, one row a figure, both ways of playing side by side.</summary>
internal static class ProbeText
{
    private static readonly string[] Head = ["measure", "tasks", "subject", "sampled", "likeliest", "runs", "goal", ""];

    /// <summary>The question and a table under it.</summary>
    public static string Write(ProbeAnswer answer)
    {
        var rows = answer.Figures.GroupBy(f => (f.Measure, f.Group, f.Subject)).Select(Cells).ToArray();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{answer.Name}: {answer.Question} ({answer.Took.TotalSeconds:F0} s)\n");
        if (rows.Length == 0)
        {
            return text.Append("  nothing to measure: the plan names no task for it\n").ToString();
        }

        var widths = Head.Select((cell, i) => Math.Max(cell.Length, rows.Max(row => row[i].Length))).ToArray();
        foreach (var row in rows.Prepend(Head))
        {
            text.Append("  ").Append(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Cells(IEnumerable<ProbeFigure> figures)
    {
        var all = figures.ToArray();
        var first = all[0];
        return
        [
            first.Measure,
            first.Group,
            first.Subject,
            Of(ProbePlay.Sampled),
            Of(ProbePlay.Likeliest),
            first.Runs.ToString(CultureInfo.InvariantCulture),
            first.Goal is { } goal ? $"at least {Wording.Number(goal)}: {Met()}" : "",
            first.Remark ?? "",
        ];

        string Of(ProbePlay play) => all.FirstOrDefault(f => f.Play == play) is { } figure ? Wording.Interval(figure.Value) : "";

        string Met()
        {
            var words = all.OrderByDescending(f => f.Play)
                .Select(f => (Play: f.Play.ToString().ToLowerInvariant(), Word: f.IsMet switch { true => "met", false => "missed", null => "unknown" }))
                .ToArray();
            return words.All(w => w.Word == words[0].Word)
                ? words[0].Word
                : string.Join(", ", words.Select(w => $"{w.Play} {w.Word}"));
        }
    }
}
