using System.Globalization;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>Where every single run ended: one mark a run, and the interval of the mean under them.</summary>
internal static class FinalsFigure
{
    private const double Width = 960;
    private const double Left = 150;
    private const double Right = 30;
    private const double RowHeight = 30;
    private const double Bottom = 44;
    private const int MarksMax = 4000;

    public static void Write(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var scores = verdict.Learners.SelectMany(learner => learner.Finals).Select(run => run.Score).ToArray();
        if (scores.Length is 0 or > MarksMax)
        {
            return;
        }

        var margin = Math.Max((scores.Max() - scores.Min()) * 0.03, Math.Max(Math.Abs(scores.Max()), 1e-6) * 0.02);
        var x = Axis.Linear(scores.Min() - margin, scores.Max() + margin, Left, Width - Right, 10);
        var height = (verdict.Learners.Count * RowHeight) + Bottom;
        page.Raw("<section><h2>Where every run ended</h2>")
            .Raw(Markup.Scroll + $"<svg class=\"finals\" viewBox=\"0 0 {N(Width)} {N(height)}\" role=\"img\" ")
            .Raw("aria-label=\"Final score of every run\"><g class=\"grid\">");
        var bottom = height - Bottom + 4;
        foreach (var tick in x.Ticks)
        {
            page.Raw($"<path d=\"M{N(x.At(tick))},4V{N(bottom)}\"/><text x=\"{N(x.At(tick))}\" y=\"{N(bottom + 18)}\" ")
                .Raw($"text-anchor=\"middle\">{x.Label(tick, isAmount: false)}</text>");
        }

        page.Raw($"<text class=\"title\" x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(height - 4)}\" ")
            .Raw("text-anchor=\"middle\">final score</text></g>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            WriteRow(page, verdict.Learners[i], styles[i], x, 4 + ((i + 0.5) * RowHeight));
        }

        page.Raw("</svg></div><p class=\"note\">One mark a run (task and seed). Bar: the mean over tasks and its 95% interval.</p>");
        WriteNumbers(page, verdict, styles);
        page.Raw("</section>");
    }

    private static void WriteNumbers(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<details><summary>The runs in numbers</summary>" + Markup.Scroll + "<table class=\"numbers\"><thead><tr>")
            .Columns("Learner", "runs", "lowest", "middle", "highest").Raw("</tr></thead><tbody>");
        foreach (var (i, learner) in verdict.Learners.Index().Where(learner => learner.Item.Finals.Count > 0))
        {
            var scores = learner.Finals.Select(run => run.Score).Order().ToArray();
            LearnerTables.WriteName(page, learner, styles[i]);
            page.Element("td", scores.Length.ToString("N0", CultureInfo.InvariantCulture)).Element("td", Wording.Number(scores[0]))
                .Element("td", Wording.Number((scores[(scores.Length - 1) / 2] + scores[scores.Length / 2]) / 2))
                .Element("td", Wording.Number(scores[^1])).Raw("</tr>");
        }

        page.Raw("</tbody></table></div></details>");
    }

    private static void WriteRow(Markup page, LearnerVerdict learner, SeriesStyle style, Axis x, double y)
    {
        page.Raw($"<g style=\"color:{style.Colour}\"><text class=\"row\" x=\"{N(Left - 14)}\" y=\"{N(y)}\" dy=\".32em\" ")
            .Raw("text-anchor=\"end\">").Text(learner.Id.Length <= 20 ? learner.Id : learner.Id[..19] + "…").Raw("</text>");
        if (learner.Final is { Low: { } low, High: { } high, Value: { } value })
        {
            var from = x.At(Math.Max(low, x.From));
            var to = x.At(Math.Min(high, x.To));
            page.Raw($"<rect class=\"interval\" x=\"{N(from)}\" y=\"{N(y - 9)}\" width=\"{N(Math.Max(1, to - from))}\" ")
                .Raw($"height=\"18\" rx=\"3\"/><path class=\"mean\" d=\"M{N(x.At(value))},{N(y - 9)}v18\"/>");
        }

        foreach (var run in learner.Finals)
        {
            page.Raw($"<path class=\"marker\" transform=\"translate({N(x.At(run.Score))},{N(y)})\" d=\"{style.Marker}\"><title>")
                .Text($"{learner.Id}, {run.Task}, seed {run.Seed}: {run.Score.ToString("0.###", CultureInfo.InvariantCulture)}")
                .Raw("</title></path>");
        }

        page.Raw("</g>");
    }

    private static string N(double number) => Markup.At(number);
}
