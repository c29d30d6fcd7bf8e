using System.Globalization;
using AgentMemory.Verdicts.Evidence;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Report;

/// <summary>Evidence used: the panels with their tables, and the same drawings as one SVG file that stands alone.</summary>
public static class EvidenceFigure
{
    private const double Margin = 24;
    private const double Gap = 20;
    private const double RowTitle = 34;
    private const double Note = 26;
    private const string Reading = "Dotted line: all that was told is used, as an exact reader does. Bands: 95% over worlds. A caret: at least so much. "
        + "Grey: references. Hollow marks on dots: what the prompts held. In the strips, dashed: pretraining charged.";

    /// <summary>The drawings as one file; null where there are none.</summary>
    public static string? Svg(Verdict verdict)
    {
        if (verdict.Evidence.Count == 0)
        {
            return null;
        }

        var grid = EvidenceGrid.Of(verdict, Styles(verdict));
        var width = (2 * Margin) + (grid.Columns.Count * (EvidencePanel.Width + Gap)) - Gap;
        var height = (2 * Margin) + Note + grid.Rows.Sum(row => RowTitle + row.Cells.Max(cell => cell.Panel.Height) + Gap);
        var svg = new Markup();
        svg.Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" ")
            .Raw("role=\"group\" class=\"evidence-plot\"><title>Evidence used</title><desc>").Text(Spoken(verdict)).Raw("</desc>\n<style>\n")
            .Raw(HtmlReport.Embedded("palette.css")).Raw(HtmlReport.Embedded("evidence.css"))
            .Raw("text { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", \"Noto Sans\", Arial, sans-serif; }\n")
            .Raw(".row { font-weight: 650; font-size: 15px; }\n</style>\n")
            .Raw("<rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper)\"/>");
        var y = Margin;
        foreach (var row in grid.Rows)
        {
            svg.Raw($"<text class=\"row\" style=\"font-size:15px;font-weight:650\" x=\"{N(Margin)}\" y=\"{N(y + 16)}\">").Text(row.Name).Raw("</text>");
            foreach (var cell in row.Cells)
            {
                svg.Raw($"<g transform=\"translate({N(Margin + (grid.ColumnOf(cell) * (EvidencePanel.Width + Gap)))},{N(y + RowTitle)})\">");
                cell.Panel.Draw(svg);
                svg.Raw("</g>\n");
            }

            y += RowTitle + row.Cells.Max(cell => cell.Panel.Height) + Gap;
        }

        svg.Raw($"<g class=\"grid\">");
        foreach (var (line, text) in Lines(Reading, (int)(width / 7)).Index())
        {
            svg.Raw($"<text x=\"{N(Margin)}\" y=\"{N(y + 8 + (line * 15))}\">").Text(text).Raw("</text>");
        }

        return svg.Raw("</g></svg>\n").ToString();
    }

    internal static void Write(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        if (verdict.Evidence.Count == 0)
        {
            return;
        }

        page.Raw("<section class=\"evidence\" id=\"evidence\"><h2>Evidence used</h2>").Element("p", EvidenceTables.Note, "note");
        var grid = EvidenceGrid.Of(verdict, styles);
        var isWide = grid.Columns.Count > 1;
        foreach (var row in grid.Rows)
        {
            page.Element("h3", row.Name);
            page.Raw(isWide ? $"<div class=\"across\"><div class=\"columns\" style=\"--columns:{N(grid.Columns.Count)}\">" : "<div class=\"beside\">");
            foreach (var cell in row.Cells)
            {
                page.Raw(isWide ? $"<figure style=\"grid-column:{N(grid.ColumnOf(cell) + 1)}\">" : "<figure>").Raw(cell.Panel.Svg()).Raw("</figure>");
            }

            page.Raw(isWide ? "</div></div>" : "");
            foreach (var cell in row.Cells)
            {
                WriteTable(page, cell.Task, verdict, styles);
            }

            page.Raw(isWide ? "" : "</div>");
            foreach (var cell in row.Cells)
            {
                WriteNumbers(page, cell.Task);
            }
        }

        page.Element("p", Reading, "note").Raw("</section>\n");
    }

    private static void WriteTable(Markup page, IGrouping<string, EvidenceVerdict> task, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var hasHeld = task.Any(one => one.Points[^1].HeldBits is not null);
        page.Raw(Markup.Scroll + "<table class=\"numbers readings\"><caption>").Text(EvidenceTables.Title(task)).Raw("</caption><thead><tr>")
            .Columns("Learner", "reading", string.Create(
                CultureInfo.InvariantCulture,
                $"bits used of {Wording.Number(task.First().Points[^1].AvailableBits)} told (n = {task.First().Points[^1].Games})"), "worth games")
            .Columns(hasHeld ? ["held in prompt"] : []).Raw("</tr></thead><tbody>");
        foreach (var one in task)
        {
            var last = one.Points[^1];
            page.Raw("<tr><th scope=\"row\">").Raw(styles[verdict.Learners.Index().First(learner => learner.Item.Id == one.Learner).Index].Swatch())
                .Element("span", one.Learner, "id");
            if (one.Setting.Length > 0)
            {
                page.Element("small", EvidenceTables.Setting(one));
            }

            page.Raw("</th><td class=\"reading\">").Text(EvidenceWords.Reading(one));
            string[] more =
            [
                .. one.Knee is { } knee ? [$"against {knee.Other}: {KneeWords(knee.Reading)}"] : Array.Empty<string>(),
                .. one.Window is { } window ? [$"level: {EvidenceWords.Window(window.Reading)}"] : Array.Empty<string>(),
            ];
            foreach (var line in more)
            {
                page.Element("small", line);
            }

            page.Raw("</td>");
            WriteBits(page, last.UsedBits, last.IsAtLeast);
            page.Element("td", last.GamesWorth is { } games ? Wording.Number(games) : "–");
            if (hasHeld)
            {
                WriteHeld(page, last);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div>");
    }

    private static string KneeWords(Evidence.KneeReading reading) => reading switch
    {
        Evidence.KneeReading.Capacity => "the level moves with memory",
        Evidence.KneeReading.NotCapacity => "memory does not move the level",
        _ => "undecided",
    };

    private static void WriteBits(Markup page, Interval? bits, bool isAtLeast)
    {
        if (bits is null)
        {
            page.Element("td", "–");
            return;
        }

        var (value, low, high) = Wording.Parts(bits);
        page.Open("td").Text($"{(isAtLeast ? "≥ " : "")}{value}");
        if (bits.HasEnds)
        {
            page.Element("small", $"{low} to {high}");
        }

        page.Raw("</td>");
    }

    // Storage apart from use.
    private static void WriteHeld(Markup page, EvidencePoint point)
    {
        page.Open("td").Text(point.HeldBits is { } held ? Wording.Number(held.Value) : "–");
        if (EvidenceTables.Apart(point) is { } apart)
        {
            page.Element("small", $"{Wording.Number(apart.NotStored)} not stored").Element("small", $"{Wording.Number(apart.NotUsed)} not used");
        }

        page.Raw("</td>");
    }

    // Every exam in numbers, and why.
    private static void WriteNumbers(Markup page, IGrouping<string, EvidenceVerdict> task)
    {
        page.Raw("<details><summary>").Text($"Every exam, and why: {task.Key}")
            .Raw("</summary>" + Markup.Scroll + "<table class=\"numbers dense\"><thead><tr>")
            .Columns("bits used after").Columns([.. task.First().Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Games} games"))])
            .Raw("</tr><tr>").Columns("bits told").Columns([.. task.First().Points.Select(point => Wording.Number(point.AvailableBits))])
            .Raw("</tr></thead><tbody>");
        foreach (var one in task)
        {
            page.Raw("<tr><th scope=\"row\">").Text(one.Learner).Raw("</th>");
            foreach (var point in one.Points)
            {
                WriteBits(page, point.UsedBits, point.IsAtLeast);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div><ul class=\"sentences\">");
        foreach (var one in task)
        {
            page.Raw("<li>").Element("b", one.Learner).Text($": {one.Why}").Raw("</li>");
        }

        page.Raw("</ul></details>");
    }

    private static IReadOnlyList<SeriesStyle> Styles(Verdict verdict) =>
        SeriesStyle.For(verdict.Learners);

    private static string Spoken(Verdict verdict) => string.Join(" ", EvidenceTables.ByTask(verdict).Select(task =>
        $"{EvidenceTables.Title(task)}: {string.Join("; ", task.Select(Spoken))}."));

    private static string Spoken(EvidenceVerdict one) => $"{one.Learner} {EvidenceWords.Reading(one)}, used {EvidenceWords.Used(one.Points[^1])}";

    private static IEnumerable<string> Lines(string text, int lettersMax)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length >= lettersMax)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        yield return line;
    }

    private static string N(double number) => Markup.At(number);
}
