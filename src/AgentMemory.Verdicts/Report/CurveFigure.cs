using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Verdicts.Judgement;

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
        var plots = axes.SelectMany(axis => new[] { false, true }
            .Select(isLog => (Axis: axis, IsLog: isLog, Plot: new CurvePlot(verdict, styles, axis, isLog, scores))))
            .ToArray();
        page.Raw("<section class=\"curves\" id=\"curves\"><h2>Learning curves</h2><style>");
        WriteChoices(page, axes, verdict.Learners.Count);
        page.Raw("</style>");
        WriteControls(page, axes, verdict.Learners.Count <= BandsMax);
        WriteLegend(page, verdict, styles);
        page.Raw("<div class=\"stage\">");
        foreach (var (axis, isLog, plot) in plots)
        {
            page.Raw(plot.HasLines || (axis.Key == "steps" && !isLog)
                ? plot.Svg()
                : $"<p class=\"plot {axis.Key} {(isLog ? "log" : "lin")} none\">Nothing above zero to draw on this scale.</p>");
        }

        page.Raw("<div class=\"tip\" hidden></div></div>");
        page.Raw("<p class=\"note\">Lines: mean over tasks of the worlds' means. Bands: its 95% interval. Task by task: the table below.</p>");
        if (PretrainingShare.Of(verdict) is { } pretraining && axes.Any(axis => axis.Key == "flops"))
        {
            page.Element("p", pretraining.Note, "note");
        }

        CurveNumbers.Write(page, verdict, styles);
        page.Raw("<script type=\"application/json\" id=\"points\">").Raw(Points(verdict, axes)).Raw("</script></section>");
    }

    private static void WriteChoices(Markup page, IReadOnlyList<BudgetAxis> axes, int learners)
    {
        foreach (var axis in axes)
        {
            page.Raw($".curves:has(#axis-{axis.Key}:checked):not(:has(#log:checked)) .plot.{axis.Key}.lin,")
                .Raw($".curves:has(#axis-{axis.Key}:checked):has(#log:checked) .plot.{axis.Key}.log{{display:block}}");
        }

        for (var i = 0; i < learners; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            page.Raw($".curves:has(#show-{number}:not(:checked)) .s{number}{{display:none}}");
        }
    }

    private static void WriteControls(Markup page, IReadOnlyList<BudgetAxis> axes, bool withBands)
    {
        page.Raw("<div class=\"controls\"><fieldset><legend>Against</legend>");
        foreach (var axis in axes)
        {
            page.Raw($"<label><input type=\"radio\" name=\"axis\" id=\"axis-{axis.Key}\"")
                .Raw(axis.Key == "steps" ? " checked>" : ">").Element("span", axis.Choice).Raw("</label>");
        }

        page.Raw("</fieldset><fieldset><legend>Show</legend>")
            .Raw("<label><input type=\"checkbox\" id=\"log\"><span>log scale</span></label>")
            .Raw("<label><input type=\"checkbox\" id=\"bands\"").Raw(withBands ? " checked>" : ">")
            .Raw("<span>bands</span></label></fieldset></div>");
    }

    private static void WriteLegend(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<ul class=\"legend\">");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            page.Raw($"<li><label><input type=\"checkbox\" id=\"show-{i.ToString(CultureInfo.InvariantCulture)}\" checked>")
                .Raw(styles[i].Swatch()).Element("span", verdict.Learners[i].Id).Raw("</label></li>");
        }

        page.Raw("</ul>");
    }

    // Learners that were measured coarsely have bands far wider than any curve; the drawing is cut to the curves' surroundings.
    private static (double From, double To) ScoreRange(Verdict verdict)
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
