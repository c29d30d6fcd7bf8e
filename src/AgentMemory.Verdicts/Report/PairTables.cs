using System.Globalization;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Report;

/// <summary>Learners against each other, and what streams taught and cost.</summary>
internal static class PairTables
{
    private const int IntervalsMax = 9;
    private const int PairsOnPaperMax = 30;

    public static void WriteMatrix(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        if (verdict.Pairs.Count == 0)
        {
            return;
        }

        var pairs = verdict.Pairs.ToDictionary(pair => (pair.Left, pair.Right));
        page.Raw("<section><h2>Against each other</h2>");
        WriteSentences(page, PairSentence.All(verdict));
        page.Raw(Markup.Scroll + "<table class=\"numbers matrix")
            .Raw(verdict.Learners.Count > IntervalsMax ? " dense" : "").Raw("\"><thead><tr>")
            .Columns("row less column");
        foreach (var learner in verdict.Learners)
        {
            page.Columns(learner.Id);
        }

        page.Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            LearnerTables.WriteName(page, verdict.Learners[i], styles[i]);
            foreach (var column in verdict.Learners)
            {
                WriteCell(page, DifferenceOf(pairs, verdict.Learners[i].Id, column.Id), verdict.Learners.Count <= IntervalsMax);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">Difference of final scores. ")
            .Raw("<b class=\"ahead\">▲ ahead</b> and <b class=\"behind\">▼ behind</b> mark intervals clear of zero.</p>");
        WritePairs(page, verdict);
        page.Raw("</section>");
    }

    public static void WriteStream(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        if (verdict.Stream is not { } stream)
        {
            return;
        }

        (string Name, IReadOnlyList<KeyValuePair<string, Interval>> Of)[] metrics =
        [
            ("accuracy", stream.Accuracy),
            ("backward transfer", stream.BackwardTransfer),
            ("forward transfer", stream.ForwardTransfer),
            ("forgetting", stream.Forgetting),
            ("plasticity gain", stream.PlasticityGain),
            ("stability gain", stream.StabilityGain),
            ("generalisation gain", stream.GeneralisationGain),
        ];
        page.Raw("<section><h2>Streams: kept, transferred, forgotten</h2>" + Markup.Scroll + "<table class=\"numbers\">")
            .Raw("<thead><tr>").Columns("Learner");
        foreach (var metric in metrics)
        {
            page.Columns(metric.Name);
        }

        page.Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            LearnerTables.WriteName(page, verdict.Learners[i], styles[i]);
            foreach (var metric in metrics)
            {
                LearnerTables.WriteInterval(page, metric.Of[i].Value);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div><div class=\"streams\">");
        foreach (var (learner, matrix) in stream.Matrices)
        {
            WriteTransfer(page, learner, matrix, stream.Places);
        }

        page.Raw("</div><p class=\"note\">Row: after which task. Column: score on which task. Below the diagonal: what was kept; ")
            .Raw("above it: what came before its practice. Means over trials. Gains are over the learner's own start; ")
            .Raw("generalisation gain is over the frozen twin, on tasks not yet practised.</p></section>");
    }

    private static void WriteSentences(Markup page, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
        {
            return;
        }

        page.Raw("<ul class=\"sentences\">");
        foreach (var sentence in sentences)
        {
            page.Element("li", sentence);
        }

        page.Raw("</ul>");
    }

    private static void WriteCell(Markup page, Interval? difference, bool withInterval)
    {
        if (difference is null)
        {
            page.Raw("<td class=\"self\"></td>");
            return;
        }

        var (className, mark) = difference switch
        {
            { IsAboveZero: true } => ("ahead", "▲ "),
            { IsBelowZero: true } => ("behind", "▼ "),
            _ => ("even", ""),
        };
        var (value, low, high) = Wording.Parts(difference);
        page.Raw($"<td class=\"{className}\" title=\"").Text(Wording.Interval(difference)).Raw("\">")
            .Text(difference.Value is null ? "–" : mark + (difference.Value > 0 && value != "0" ? "+" : "") + value);
        if (withInterval && difference.HasEnds)
        {
            page.Element("small", $"{low} to {high}");
        }

        page.Raw("</td>");
    }

    private static void WritePairs(Markup page, Verdict verdict)
    {
        page.Open("details", verdict.Pairs.Count > PairsOnPaperMax ? "long" : null)
            .Raw("<summary>All pairs, and what they are compared on</summary>" + Markup.Scroll)
            .Raw("<table class=\"numbers\"><thead><tr>")
            .Columns("Pair", "difference", "tasks", "left out").Raw("</tr></thead><tbody>");
        foreach (var pair in verdict.Pairs)
        {
            page.Raw("<tr><th scope=\"row\">").Text($"{pair.Left} against {pair.Right}").Raw("</th>");
            LearnerTables.WriteInterval(page, pair.Difference);
            page.Element("td", pair.Tasks.ToString(CultureInfo.InvariantCulture)).Element("td", string.Join("; ", pair.LeftOut)).Raw("</tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">Differences within each world, then averaged over tasks. A task is left out where only ")
            .Raw("one of the two has it, where their last steps differ, or where no world is complete for both.</p></details>");
    }

    private static void WriteTransfer(Markup page, string learner, double[,] matrix, IReadOnlyList<string> places)
    {
        var tasks = matrix.GetLength(1);
        page.Raw("<figure><figcaption>").Text(learner).Raw("</figcaption><table class=\"numbers transfer\"><thead><tr>").Columns("after");
        for (var on = 0; on < tasks; on++)
        {
            page.Columns(places[on]);
        }

        page.Raw("</tr></thead><tbody>");
        for (var after = 0; after <= tasks; after++)
        {
            page.Raw("<tr><th scope=\"row\">").Text(tasks == 0 ? "no whole trial" : after == 0 ? "start" : places[after - 1]).Raw("</th>");
            for (var on = 0; on < tasks; on++)
            {
                page.Element("td", Wording.Number(matrix[after, on]), after == on + 1 ? "diagonal" : null);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></figure>");
    }

    private static Interval? DifferenceOf(
        Dictionary<(string Left, string Right), PairVerdict> pairs, string row, string column)
    {
        if (pairs.TryGetValue((row, column), out var pair))
        {
            return pair.Difference;
        }

        return pairs.TryGetValue((column, row), out var turned)
            ? turned.Difference.Turned()
            : null;
    }
}
