using System.Globalization;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>The learning curves as a table, for those who cannot point at a drawing.</summary>
internal static class CurveNumbers
{
    private const int RowsMax = 64;

    public static void Write(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var steps = verdict.Learners.SelectMany(learner => learner.Curve).Select(band => band.Step).Distinct().Order().ToArray();
        var every = Math.Max(1, (steps.Length + RowsMax - 1) / RowsMax);
        var bands = verdict.Learners.Select(learner => learner.Curve.ToDictionary(band => band.Step)).ToArray();
        page.Raw("<details><summary>The curves in numbers</summary>" + Markup.Scroll + "<table class=\"numbers curve\">")
            .Raw("<thead><tr>").Columns("block");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            page.Raw("<th scope=\"col\">").Raw(styles[i].Swatch()).Text(verdict.Learners[i].Id).Raw("</th>");
        }

        page.Raw("</tr></thead><tbody>");
        foreach (var step in steps.Where((_, i) => i % every == 0 || i == steps.Length - 1))
        {
            page.Raw("<tr><th scope=\"row\">").Text(step.ToString("N0", CultureInfo.InvariantCulture)).Raw("</th>");
            foreach (var band in bands)
            {
                LearnerTables.WriteInterval(page, band.TryGetValue(step, out var at) ? at.Score : Statistics.Interval.Unknown);
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div>");
        if (every > 1)
        {
            page.Element("p", string.Create(CultureInfo.InvariantCulture, $"Every {every} blocks, and the last one."), "note");
        }

        page.Raw("</details>");
    }
}
