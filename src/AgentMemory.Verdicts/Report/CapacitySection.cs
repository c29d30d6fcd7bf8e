using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// Sweeps: the final score at each value of a setting, drawn side by side on one scale so that a plateau that moves can be
/// seen, and the tables with the numbers.
/// </summary>
internal static class CapacitySection
{
    private const double Width = 330;
    private const double Height = 230;
    private const double Left = 42;
    private const double Right = 10;
    private const double Top = 10;
    private const double Bottom = 40;

    public static void Write(Markup page, ReportContents contents, IReadOnlyList<SeriesStyle> styles)
    {
        if (contents.Tables.Count == 0)
        {
            return;
        }

        var drawn = contents.Tables.Where(table => table.Sweep.Count(point => point.Final.Value is not null) > 1).ToArray();
        page.Raw("<section class=\"capacity\"><h2>More and less of one setting</h2>");
        if (drawn.Length > 0)
        {
            var twin = contents.Verdict.Learners.FirstOrDefault(learner => learner.Id == contents.NoLearning)?.Final;
            var (from, to) = Range([.. twin is null ? [] : new[] { twin }, .. drawn.SelectMany(table => table.Sweep).Select(point => point.Final)]);
            page.Raw("<div class=\"panels\">");
            foreach (var table in drawn)
            {
                WritePanel(page, table, contents.Verdict, twin, styles, Axis.Linear(from, to, Height - Bottom, Top, 6));
            }

            page.Raw("</div><p class=\"note\">Final score at each value, with its interval; one scale for all. Dashed: the frozen twin, ")
                .Raw("where there is one.</p>");
        }

        foreach (var table in contents.Tables)
        {
            WriteTable(page, table);
        }

        page.Raw("</section>");
    }

    private static (double From, double To) Range(IReadOnlyList<Interval> finals)
    {
        var ends = finals.SelectMany(final => new[] { final.Value, final.Low, final.High }).OfType<double>().ToArray();
        var margin = Math.Max((ends.Max() - ends.Min()) * 0.05, 1e-6);
        return (ends.Min() - margin, ends.Max() + margin);
    }

    private static void WritePanel(
        Markup page, ReportTable table, Verdict verdict, Interval? noLearning, IReadOnlyList<SeriesStyle> styles, Axis y)
    {
        page.Raw("<figure><figcaption>").Text(table.Title).Raw("</figcaption>")
            .Raw($"<svg class=\"panel\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"")
            .Text($"Final score by {table.Columns[0]}; the numbers stand in the table below").Raw("\"><g class=\"grid\">");
        foreach (var tick in y.Ticks)
        {
            page.Raw($"<path d=\"M{N(Left)},{N(y.At(tick))}H{N(Width - Right)}\"/><text x=\"{N(Left - 7)}\" y=\"{N(y.At(tick))}\" ")
                .Raw($"dy=\".32em\" text-anchor=\"end\">{y.Label(tick, isAmount: false)}</text>");
        }

        if (noLearning?.Value is { } twin)
        {
            page.Raw($"<path class=\"twin\" d=\"M{N(Left)},{N(y.At(twin))}H{N(Width - Right)}\"/>");
        }

        var step = (Width - Left - Right) / table.Sweep.Count;
        var places = table.Sweep.Select((point, i) => (Point: point, X: Left + ((i + 0.5) * step))).ToArray();
        foreach (var (point, x) in places)
        {
            page.Raw($"<text x=\"{N(x)}\" y=\"{N(Height - Bottom + 18)}\" text-anchor=\"middle\">").Text(point.Value).Raw("</text>");
        }

        page.Raw($"<text x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(Height - 4)}\" text-anchor=\"middle\">")
            .Text(table.Columns[0]).Raw("</text></g>");
        var known = places.Where(place => place.Point.Final.Value is not null).ToArray();
        page.Raw("<polyline class=\"trail\" points=\"")
            .Raw(string.Join(' ', known.Select(place => $"{N(place.X)},{N(y.At(place.Point.Final.Value!.Value))}"))).Raw("\"/>");
        foreach (var (point, x) in known)
        {
            WritePoint(page, point, x, y, styles[verdict.Learners.Index().First(l => l.Item.Id == point.Learner).Index]);
        }

        page.Raw("</svg></figure>");
    }

    private static void WritePoint(Markup page, SweepPoint point, double x, Axis y, SeriesStyle style)
    {
        page.Raw($"<g style=\"color:{style.Colour}\"><title>").Text($"{point.Learner}: {Wording.Interval(point.Final)}").Raw("</title>");
        if (point.Final is { Low: { } low, High: { } high })
        {
            page.Raw($"<path class=\"whisker\" d=\"M{N(x)},{N(y.At(low))}V{N(y.At(high))}M{N(x - 5)},{N(y.At(low))}h10")
                .Raw($"M{N(x - 5)},{N(y.At(high))}h10\"/>");
        }

        page.Raw($"<path class=\"marker\" transform=\"translate({N(x)},{N(y.At(point.Final.Value!.Value))})\" d=\"{style.Marker}\"/></g>");
    }

    private static void WriteTable(Markup page, ReportTable table)
    {
        page.Element("h3", table.Title);
        if (table.Note.Length > 0)
        {
            page.Element("p", table.Note, "note");
        }

        page.Raw(Markup.Scroll + "<table class=\"numbers\"><thead><tr>");
        foreach (var column in table.Columns)
        {
            page.Columns(column);
        }

        page.Raw("</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            page.Raw("<tr><th scope=\"row\">").Text(row[0]).Raw("</th>");
            foreach (var cell in row.Skip(1))
            {
                page.Element("td", cell);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div>");
    }

    private static string N(double number) => Markup.At(number);
}
