using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// The learning curves with their controls. All drawings are made here and chosen between by the style sheet, so that the
/// choice of axis works without a script; the script only tells the numbers under the pointer.
/// </summary>
internal static class CurveFigure
{
    /// <summary>Bands of more learners hide each other; they can still be switched on.</summary>
    private const int BandsMax = 8;

    public static void Write(Markup page, ReportContents contents, IReadOnlyList<SeriesStyle> styles)
    {
        var verdict = contents.Verdict;
        var scores = ScoreRange(verdict);
        var axes = BudgetAxis.Of(verdict, contents.PracticeUpTo);
        // Blocks are counted evenly; every cost has both scales.
        var plots = axes.SelectMany(axis => (axis.Key == "steps" ? [false] : new[] { false, true })
            .Select(isLog => (Axis: axis, IsLog: isLog, Plot: new CurvePlot(verdict, styles, axis, isLog, scores))))
            .ToArray();
        var first = plots.Any(plot => plot is { Axis.Key: "flops", IsLog: true, Plot.HasLines: true }) ? "flops" : "steps";
        page.Raw("<section class=\"curves\" id=\"curves\"><style>");
        WriteChoices(page, axes, first, verdict.Learners.Count);
        page.Raw("</style><div class=\"first\"><div class=\"chart\"><h2>Learning curves</h2>");
        WriteControls(page, axes, first, verdict.Learners.Count <= BandsMax);
        WriteLegend(page, verdict, styles);
        page.Raw("<div class=\"stage\" tabindex=\"0\" role=\"group\" aria-label=\"Curves\">");
        foreach (var (axis, isLog, plot) in plots)
        {
            page.Raw(plot.HasLines || (axis.Key == "steps" && !isLog)
                ? plot.Svg()
                : $"<p class=\"plot {axis.Key} {(isLog ? "log" : "lin")} none\">Nothing above zero to draw on this scale.</p>");
        }

        page.Raw("<div class=\"tip\" hidden></div></div></div>");
        VerdictPanel.Write(page, verdict, styles);
        page.Raw("</div><p class=\"note\">Lines: mean over tasks of the worlds' means. Bands: its 95% interval. 0 is a random player, 1 the best possible, ")
            .Raw("where a scale is known. ").Text(AboveOne(verdict)).Raw("</p>");
        var without = verdict.Learners.Where(learner => learner.Curve.Count > 0
            && axes.Where(axis => axis.Key == "flops").Any(axis => learner.Curve.All(band => axis.At(learner, band) is null or 0))).ToArray();
        if (without.Length > 0)
        {
            page.Element("p", "Not drawn against FLOPs, since no model computes for it: " + string.Join("; ", without.Select(learner =>
                $"{learner.Id}, {Wording.Parts(learner.First).Value} → {Wording.Parts(learner.Final).Value}")) + ".", "note");
        }

        if (PretrainingShare.Of(verdict) is { } pretraining && axes.Any(axis => axis.Key == "flops"))
        {
            page.Element("p", pretraining.Note, "note");
        }

        CurveNumbers.Write(page, verdict, styles);
        page.Raw("<script type=\"application/json\" id=\"points\">").Raw(Points(verdict, axes)).Raw("</script></section>\n");
    }

    /// <summary>Which drawing is shown: the one whose axis and scale are chosen. Lines are hidden in the small charts as well.</summary>
    private static void WriteChoices(Markup page, IReadOnlyList<BudgetAxis> axes, string first, int learners)
    {
        foreach (var axis in axes)
        {
            page.Raw(axis.Key == "steps"
                ? ".curves:has(#axis-steps:checked) .plot.steps{display:block}"
                : $".curves:has(#axis-{axis.Key}:checked):not(:has(#log:checked)) .plot.{axis.Key}.lin,"
                    + $".curves:has(#axis-{axis.Key}:checked):has(#log:checked) .plot.{axis.Key}.log{{display:block}}");
        }

        for (var i = 0; i < learners; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            page.Raw($"main:has(#show-{number}:not(:checked)) .s{number}{{display:none}}");
        }

        page.Raw($"@supports not selector(:has(*)){{.plot.{first}.{(first == "steps" ? "lin" : "log")}{{display:block}}}}");
    }

    private static void WriteControls(Markup page, IReadOnlyList<BudgetAxis> axes, string first, bool withBands)
    {
        page.Raw("<div class=\"controls\"><fieldset><legend>Against</legend>");
        foreach (var axis in axes)
        {
            page.Raw($"<label><input type=\"radio\" name=\"axis\" id=\"axis-{axis.Key}\"")
                .Raw(axis.Key == first ? " checked>" : ">").Element("span", axis.Choice).Raw("</label>");
        }

        page.Raw("</fieldset><fieldset><legend>Show</legend>")
            .Raw("<label><input type=\"checkbox\" id=\"log\"").Raw(first == "steps" ? ">" : " checked>").Raw("<span>costs on a log scale</span></label>")
            .Raw("<label><input type=\"checkbox\" id=\"bands\"").Raw(withBands ? " checked>" : ">")
            .Raw("<span>bands</span></label></fieldset></div>");
    }

    // By path, as the eye asks for them; a click hides a line.
    private static void WriteLegend(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<ul class=\"legend\" aria-label=\"Lines shown\">");
        string? path = null;
        foreach (var (i, learner) in verdict.Learners.Index().OrderBy(learner => VerdictPanel.Order(learner.Item.Path)))
        {
            if (learner.Path is { } own && own != path)
            {
                page.Element("li", own == "reference" ? "references" : own, "kind");
                path = own;
            }

            var number = i.ToString(CultureInfo.InvariantCulture);
            page.Raw($"<li><label data-learner=\"{number}\"><input type=\"checkbox\" id=\"show-{number}\" checked>")
                .Raw(styles[i].Swatch()).Element("span", learner.Id).Raw("</label></li>");
        }

        page.Raw("</ul>");
    }

    private static string AboveOne(Verdict verdict)
    {
        if (!verdict.Learners.Any(learner => learner.OptimumIsKnown))
        {
            return "";
        }

        var isSampled = verdict.Tasks.Any(task => task.Exam == "sampled");
        var highest = verdict.Tasks.SelectMany(task => task.Means).Where(mean => !double.IsNaN(mean)).DefaultIfEmpty(0).Max();
        return (highest > 1 + 1e-9, isSampled) switch
        {
            (true, true) => "A score above 1 is luck in a sampled exam: the best possible is a mean over all games, and an exam draws some of them.",
            (true, false) => "A score above 1 is of a best possible that was told too low.",
            _ when verdict.Learners.Any(learner => learner.Curve.Any(band => band.Score.High > 1)) =>
                "A band may reach beyond 1, since an interval does not know the best possible; no mean does.",
            _ => "",
        };
    }

    // Learners that were measured coarsely have bands far wider than any curve; the drawing is cut to the curves' surroundings.
    internal static (double From, double To) ScoreRange(Verdict verdict)
    {
        var bands = verdict.Learners.SelectMany(learner => learner.Curve).Select(band => band.Score)
            .Where(score => score.Value is not null).ToArray();
        if (bands.Length == 0)
        {
            return (0, 1);
        }

        var lowest = bands.Min(score => score.Value!.Value);
        var highest = bands.Max(score => score.Value!.Value);
        var surroundings = Math.Max((highest - lowest) * 0.4, Math.Max(Math.Abs(highest), 1e-6) * 0.1);
        var from = Math.Max(bands.Min(score => score.Low ?? score.Value!.Value), lowest - surroundings);
        var to = Math.Min(bands.Max(score => score.High ?? score.Value!.Value), highest + surroundings);
        var margin = Math.Max((to - from) * 0.04, surroundings * 0.1);
        (from, to) = (from - margin, to + margin);
        if (verdict.Learners.Any(learner => learner.OptimumIsKnown))
        {
            from = from > 0 && from < 0.25 * (to - from) ? -margin : from;
            to = to < 1 && 1 - to < 0.25 * (to - from) ? 1 + margin : to;
        }

        return (from, to);
    }

    private static string Points(Verdict verdict, IReadOnlyList<BudgetAxis> axes)
    {
        using var bytes = new MemoryStream();
        // The default encoder leaves no "<" in the text, so that nothing in it can end the script element.
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteStartObject("axes");
            foreach (var axis in axes)
            {
                json.WriteString(axis.Key, axis.Key == "steps" ? "block" : axis.Choice);
            }

            json.WriteEndObject();
            json.WriteStartArray("learners");
            foreach (var learner in verdict.Learners)
            {
                WriteLearner(json, learner, axes);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteLearner(Utf8JsonWriter json, LearnerVerdict learner, IReadOnlyList<BudgetAxis> axes)
    {
        json.WriteStartObject();
        json.WriteString("id", learner.Id);
        json.WriteStartArray("scores");
        foreach (var band in learner.Curve)
        {
            json.WriteStringValue(Wording.Interval(band.Score));
        }

        json.WriteEndArray();
        json.WriteStartObject("at");
        foreach (var axis in axes.Where(axis => axis.IsKnown(learner)))
        {
            json.WriteStartArray(axis.Key);
            foreach (var band in learner.Curve)
            {
                json.WriteStringValue(Wording.Amount(axis.At(learner, band)));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
