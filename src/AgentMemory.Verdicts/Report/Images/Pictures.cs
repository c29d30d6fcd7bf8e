using System.Globalization;
using System.Text.RegularExpressions;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report.Images;

/// <summary>
/// Pictures that stand alone, for papers and slides: the curves and the verdicts as SVG. Colours are written out, since programs that draw slides
/// know no variables of style sheets.
/// </summary>
public static partial class Pictures
{
    private const double Width = 760;
    private const double Margin = 14;
    private const double TitleLine = 22;
    private const double RowHeight = 23;
    private const int TitleLetters = 88;
    private const int RowsMax = 48;

    /// <summary>The curves of all learners against operations, or against blocks where no operations are known.</summary>
    public static string Curves(ReportContents contents, PictureSize size)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(size);
        var verdict = contents.Verdict;
        var styles = SeriesStyle.For(verdict.Learners);
        var axes = BudgetAxis.Of(verdict, contents.PracticeUpTo);
        var scores = CurveFigure.ScoreRange(verdict);
        var plots = axes.Where(axis => axis.Key == "flops").Select(axis => new CurvePlot(verdict, styles, axis, isLog: true, scores))
            .Append(new CurvePlot(verdict, styles, axes[0], isLog: false, scores)).ToArray();
        var plot = plots.FirstOrDefault(plot => plot.HasLines) ?? plots[^1];
        return Framed(contents, size, "Learning curves", CurvePlot.Height, svg => plot.Draw(svg));
    }

    /// <summary>The verdict of each learner on each task; of each learner over its tasks where they are many.</summary>
    public static string Verdicts(ReportContents contents, PictureSize size)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(size);
        var verdict = contents.Verdict;
        var styles = SeriesStyle.For(verdict.Learners);
        var learners = VerdictPanel.Own(verdict);
        var tasks = verdict.Tasks.Where(task => learners.Any(learner => learner.Id == task.Learner))
            .GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal).ToArray();
        var isByTask = tasks.Sum(task => task.Count() + 1) <= RowsMax;
        var rows = isByTask ? tasks.Sum(task => task.Count() + 1) : learners.Count;
        return Framed(contents, size, "Verdicts", (rows + 1) * RowHeight, svg =>
        {
            var y = RowHeight * 0.7;
            Row(svg, y, "soft", ["learner", isByTask ? "verdict" : "verdicts of tasks", "first", "final", "gain (95%)"]);
            if (!isByTask)
            {
                foreach (var learner in learners)
                {
                    y += RowHeight;
                    Swatch(svg, y, verdict, styles, learner.Id);
                    Row(svg, y, "", [learner.Id, Wording.Words(learner.Headline.Words), .. Numbers(learner.First, learner.Final, learner.Gain)]);
                }

                return;
            }

            foreach (var task in tasks)
            {
                y += RowHeight;
                svg.Raw($"<path class=\"rule\" d=\"M0,{N(y - 16)}H{N(Width)}\"/>");
                Row(svg, y, "soft", [task.Key]);
                foreach (var judged in learners.SelectMany(learner => task.Where(own => own.Learner == learner.Id)))
                {
                    y += RowHeight;
                    Swatch(svg, y, verdict, styles, judged.Learner);
                    var plateau = Wording.Plateau(judged) is { Length: > 0 } words ? $", {words}" : "";
                    var word = Wording.Word(judged.Word);
                    Row(svg, y, $"word {word}", [judged.Learner, word + plateau, .. Numbers(judged.First, judged.Final, judged.Gain)]);
                }
            }
        });
    }

    private static string Framed(ReportContents contents, PictureSize size, string name, double height, Action<Markup> draw)
    {
        var title = Lines(contents.Heading ?? Answer.Of(contents.Verdict)).ToArray();
        var top = Margin + (title.Length * TitleLine) + 8;
        var (width, whole) = (Width + (2 * Margin), top + height + Margin);
        // A slide's shape is given: the content is set into its middle.
        var (outerWidth, outerHeight) = size.Ratio switch
        {
            { } ratio when width / whole < ratio => (whole * ratio, whole),
            { } ratio => (width, width / ratio),
            null => (width, whole),
        };
        var svg = new Markup();
        svg.Raw($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {N(outerWidth)} {N(outerHeight)}\" width=\"{size.Width}\"")
            .Raw(size.Height is { } fixedHeight ? $" height=\"{fixedHeight}\"" : "").Raw(" role=\"img\"><title>").Text($"{name}: {contents.Title}")
            .Raw("</title>\n<style>\n").Raw(HtmlReport.Embedded("picture.css")).Raw("</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")
            .Raw($"<g transform=\"translate({N(((outerWidth - width) / 2) + Margin)},{N(((outerHeight - whole) / 2) + Margin)})\">");
        foreach (var (line, text) in title.Index())
        {
            svg.Raw($"<text class=\"answer\" x=\"0\" y=\"{N((line + 0.7) * TitleLine)}\">").Text(text).Raw("</text>");
        }

        svg.Raw($"<g transform=\"translate(0,{N(top - Margin)})\">");
        draw(svg);
        return Resolved(svg.Raw("</g></g></svg>\n").ToString());
    }

    private static void Row(Markup svg, double y, string className, IReadOnlyList<string> cells)
    {
        double[] places = [42, 196, 440, 510, 580];
        foreach (var (i, cell) in cells.Index())
        {
            var isHead = className == "soft";
            var look = isHead ? "soft" : i == 0 ? "id" : i == 1 ? className : "";
            svg.Raw($"<text class=\"{look}\" x=\"{N(isHead && cells.Count == 1 ? 0 : places[i])}\" y=\"{N(y)}\">").Text(cell).Raw("</text>");
        }
    }

    private static void Swatch(Markup svg, double y, Verdict verdict, IReadOnlyList<SeriesStyle> styles, string learner)
    {
        var style = styles[verdict.Learners.Index().First(own => own.Item.Id == learner).Index];
        svg.Raw($"<g transform=\"translate(17,{N(y - 4.5)})\" style=\"color:{style.Colour}\"><path d=\"M-17,0H17\" class=\"line\" ")
            .Raw($"stroke-dasharray=\"{style.Dash}\"/><path d=\"{style.Marker}\" class=\"marker\"/></g>");
    }

    private static string[] Numbers(Statistics.Interval first, Statistics.Interval final, Statistics.Interval gain) =>
        [Wording.Parts(first).Value, Wording.Parts(final).Value, Wording.Interval(gain)];

    private static IEnumerable<string> Lines(string sentence)
    {
        var line = "";
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > TitleLetters)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        yield return line;
    }

    // The palette's first block is that of light paper.
    private static string Resolved(string svg)
    {
        var palette = HtmlReport.Embedded("palette.css");
        var colours = Definition().Matches(palette[..palette.IndexOf('}', StringComparison.Ordinal)])
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        // currentColor as well: each drawing sets it on the group around.
        return Use().Replace(svg, use => colours[use.Groups[1].Value]);
    }

    private static string N(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"--([\w-]+): (#[0-9a-f]{6})")]
    private static partial Regex Definition();

    [GeneratedRegex(@"var\(--([\w-]+)\)")]
    private static partial Regex Use();
}
