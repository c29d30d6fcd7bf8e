using System.Globalization;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>One small chart a task, all on one scale, so that they can be compared at a glance. Their numbers are the tables' below.</summary>
internal static class TaskCharts
{
    private const int ChartsMax = 40;
    private const double Width = 300;
    private const double Height = 190;
    private const double Left = 34;
    private const double Right = 8;
    private const double Top = 8;
    private const double Bottom = 24;

    public static void Write(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var tasks = verdict.Tasks.GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal).ToArray();
        var means = verdict.Tasks.SelectMany(task => task.Means).Where(mean => !double.IsNaN(mean)).ToArray();
        if (tasks.Length < 2 || means.Length == 0)
        {
            return;
        }

        var isScaled = verdict.Learners.Any(learner => learner.OptimumIsKnown);
        var (from, to) = (Math.Min(means.Min(), isScaled ? 0 : means.Min()), Math.Max(means.Max(), isScaled ? 1 : means.Max()));
        var margin = Math.Max(0.04 * (to - from), 1e-9);
        var y = Axis.Linear(from - margin, to + margin, Height - Bottom, Top, 5);
        page.Raw("<section class=\"charts\" id=\"charts\"><h2>Each task</h2><div class=\"smalls\">");
        foreach (var task in tasks.Take(ChartsMax))
        {
            WriteChart(page, verdict, task, styles, y);
        }

        page.Raw("</div>").Element("p", tasks.Length > ChartsMax
            ? string.Create(
                CultureInfo.InvariantCulture, $"Score by block, mean over worlds. The first {ChartsMax} of {tasks.Length} tasks; all are in the tables.")
            : "Score by block, mean over worlds; all charts have one scale. Numbers: Task by task.", "note").Raw("</section>\n");
    }

    private static void WriteChart(Markup page, Verdict verdict, IGrouping<string, TaskVerdict> task, IReadOnlyList<SeriesStyle> styles, Axis y)
    {
        var x = Axis.Linear(0, Math.Max(1, task.Max(judged => judged.Means.Count) - 1), Left, Width - Right, 6, whole: true);
        page.Raw("<figure>").Element("figcaption", task.Key)
            .Raw($"<svg class=\"small\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"").Text(Spoken(task)).Raw("\"><g class=\"grid\">");
        foreach (var tick in y.Ticks)
        {
            page.Raw($"<path d=\"M{N(Left)},{N(y.At(tick))}H{N(Width - Right)}\"/><text x=\"{N(Left - 5)}\" y=\"{N(y.At(tick))}\" dy=\".32em\" ")
                .Raw($"text-anchor=\"end\">{y.Label(tick, isAmount: false)}</text>");
        }

        foreach (var tick in x.Ticks)
        {
            page.Raw($"<text x=\"{N(x.At(tick))}\" y=\"{N(Height - 7)}\" text-anchor=\"middle\">{x.Label(tick, isAmount: true)}</text>");
        }

        page.Raw("</g>");
        foreach (var judged in task.OrderByDescending(judged => VerdictPanel.Order(judged.Path)))
        {
            var index = verdict.Learners.Index().First(learner => learner.Item.Id == judged.Learner).Index;
            var points = judged.Means.Index().Where(point => !double.IsNaN(point.Item)).ToArray();
            if (points.Length == 0)
            {
                continue;
            }

            string[] places = [.. points.Select(point => $"{N(x.At(point.Index))},{N(y.At(point.Item))}")];
            page.Raw($"<g class=\"s{index.ToString(CultureInfo.InvariantCulture)}\" style=\"color:{styles[index].Colour}\"><polyline class=\"line\" ")
                .Raw($"stroke-dasharray=\"{styles[index].Dash}\" points=\"").Raw(string.Join(' ', places)).Raw("\"/>")
                .Raw($"<path class=\"marker\" transform=\"translate({places[^1]})\" d=\"{styles[index].Marker}\"/></g>");
        }

        page.Raw("</svg></figure>");
    }

    private static string Spoken(IGrouping<string, TaskVerdict> task) => $"Score by block on {task.Key}: " + string.Join("; ", task.Select(judged =>
        $"{judged.Learner} {Wording.Parts(judged.First).Value} to {Wording.Parts(judged.Final).Value}, {Wording.Word(judged.Word)}"));

    private static string N(double number) => Markup.At(number);
}
