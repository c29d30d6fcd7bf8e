using System.Globalization;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// The report as one HTML file that opens without a network: style, script and drawings stand in it. Everything can be read
/// with scripts switched off; the script only adds the numbers under the pointer.
/// </summary>
public static class HtmlReport
{
    /// <summary>The file's text. The same contents give the same bytes.</summary>
    public static string Write(ReportContents contents)
    {
        var verdict = contents.Verdict;
        var styles = SeriesStyle.For(verdict.Learners);
        var page = new Markup();
        page.Raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">")
            .Element("title", contents.Title).Raw("\n<style>\n").Raw(Embedded("palette.css"))
            .Raw(Embedded("report.css")).Raw(Embedded("evidence.css")).Raw("</style></head><body><main>\n");
        WriteHead(page, contents);
        CurveFigure.Write(page, contents, styles);
        WriteCautions(page, verdict);
        WriteWords(page, contents);
        TaskCharts.Write(page, verdict, styles);
        LearnerTables.WriteCosts(page, verdict, styles);
        EvidenceFigure.Write(page, verdict, styles);
        PairTables.WriteMatrix(page, verdict, styles);
        TaskTables.WriteNumbers(page, verdict, styles);
        TaskTables.WriteWays(page, verdict, styles);
        LearnerTables.WriteScores(page, verdict, styles);
        FinalsFigure.Write(page, verdict, styles);
        CapacitySection.Write(page, contents, styles);
        PairTables.WriteStream(page, verdict, styles);
        GroupSection.Write(page, verdict);
        EpisodeSection.Write(page, contents);
        WriteMethod(page, verdict);
        WriteTakenAway(page, contents.TakenAway);
        return page.Raw("</main>\n<script>\n").Raw(Embedded("report.js")).Raw("</script></body></html>\n").ToString();
    }

    private static void WriteHead(Markup page, ReportContents contents)
    {
        page.Raw("<header><p class=\"kicker\">").Text(contents.Title).Raw("</p>")
            .Element("h1", contents.Heading ?? Answer.Of(contents.Verdict));
        if (contents.Notice.Length > 0)
        {
            page.Element("p", contents.Notice, "notice");
        }

        page.Raw("</header>\n");
        if (contents.FirstTable is { } table)
        {
            WriteFirstTable(page, table);
        }
    }

    private static void WriteFirstTable(Markup page, ReportTable table)
    {
        page.Raw("<section class=\"differences\">").Element("h2", table.Title).Raw(Markup.Scroll + "<table><thead><tr>")
            .Columns([.. table.Columns]).Raw("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Raw("<tr><th scope=\"row\">").Text(row[0]).Raw("</th>");
            foreach (var cell in row.Skip(1))
            {
                page.Element("td", cell);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div></section>\n");
    }

    // The same verdicts in sentences, and what was compared.
    private static void WriteWords(Markup page, ReportContents contents)
    {
        page.Raw("<section class=\"words\"><h2>In words</h2><ul class=\"sentences\">");
        foreach (var sentence in Sentences(contents.Verdict).Where(sentence => sentence.Length > 0))
        {
            page.Element("li", sentence);
        }

        page.Raw("</ul>");
        var facts = contents.Verdict.Model is { } model
            ? [new ReportFact("model", ModelWords(model)), .. contents.Facts]
            : contents.Facts;
        if (facts.Count > 0)
        {
            page.Raw("<dl class=\"facts\">");
            foreach (var fact in facts)
            {
                page.Raw("<div>").Element("dt", fact.Name).Element("dd", fact.Text).Raw("</div>");
            }

            page.Raw("</dl>");
        }

        page.Raw("</section>\n");
    }

    private static IEnumerable<string> Sentences(Verdict verdict) =>
        [Headline.Of(verdict.Learners), .. Headline.ByGroup(verdict), .. Headline.ByPath(verdict), Headline.Power(verdict)];

    private static void WriteCautions(Markup page, Verdict verdict)
    {
        if (verdict.Cautions.Count == 0)
        {
            return;
        }

        page.Raw("<aside class=\"cautions\"><h2>Before you believe it</h2><ul>");
        foreach (var caution in verdict.Cautions)
        {
            page.Element("li", caution);
        }

        page.Raw("</ul></aside>\n");
    }

    private static void WriteMethod(Markup page, Verdict verdict)
    {
        page.Raw("<footer><h2>How it was judged</h2><p>")
            .Text("Each learner is judged on each task by itself, over the worlds (seeds) that hold the first point and every point of the late "
                + "window, the last third of the curve and four points at least. The gain is the last score less the first; the late change "
                + "is the least-squares line's over the window. Intervals are Student's t over worlds: 95% for the gain, 90% for the change. ")
            .Text("The first that fits counts: fewer than 7 points or 3 worlds, undecided; ")
            .Text(verdict.Learners.Any(learner => learner.OptimumIsKnown) ? "every world within epsilon of the best possible, solved; " : "")
            .Text(verdict.Epsilon is { } epsilon
                ? $"the change's interval within {Wording.Number(epsilon)}, plateaued (five worlds at least; split where some worlds are solved and "
                    + "others below 0.5); "
                : "no scale, so no plateau; ")
            .Text("gain and change both above zero, improving; change below zero, declining; else undecided. \"Improving on k of T\" counts the "
                + "tasks that Holm's test keeps at 5%. No rule sees what strikes few worlds: an event that a share q of worlds has is unseen in "
                + "(1 - q)^S of samples of S.")
            .Raw("</p>");
        if (verdict.PlanSha256 is { } plan)
        {
            page.Raw("<p class=\"hash\">plan ").Element("code", plan).Raw("</p>");
        }

        page.Raw("</footer>");
    }

    private static void WriteTakenAway(Markup page, TakenAway? taken)
    {
        if (taken is null)
        {
            return;
        }

        page.Raw("<section class=\"taken\">").Element("h2", taken.Kept.Title).Element("p", taken.Kept.Note);
        page.Raw(Markup.Scroll + "<table><thead><tr>").Columns([.. taken.Kept.Columns]).Raw("</tr></thead><tbody>");
        foreach (var row in taken.Kept.Rows)
        {
            page.Raw("<tr><th scope=\"row\">").Text(row[0]).Raw("</th>");
            row.Skip(1).ToList().ForEach(cell => page.Element("td", cell));
            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div>");
        taken.Commands.ToList().ForEach(command => page.Raw("<pre><code>").Text(command).Raw("</code></pre>"));
        page.Raw("</section>\n");
    }

    private static string ModelWords(JudgedModel model) => string.Create(
        CultureInfo.InvariantCulture,
        $"{model.Id} ({model.Architecture}, {Wording.Amount(model.Parameters)} weights, sha256 {Shortened(model.Sha256)})");

    private static string Shortened(string hash) => hash.Length <= 12 ? hash : hash[..12];

    internal static string Embedded(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"report/{name}")
            ?? throw new System.Diagnostics.UnreachableException($"{name} is embedded in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
