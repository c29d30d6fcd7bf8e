using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>
/// The verdicts beside the curves: task by task where they fit, else group by group where the plan names groups, else how many tasks of a
/// learner have which word.
/// </summary>
internal static class VerdictPanel
{
    private const int RowsMax = 20;

    public static void Write(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var learners = Own(verdict);
        var tasks = verdict.Tasks.Select(task => task.Task).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        page.Raw("<div class=\"verdicts\"><h2>Verdicts</h2><table aria-label=\"Verdicts\"><thead><tr>");
        if (tasks.Length * (learners.Count + 1) <= RowsMax)
        {
            page.Columns("Learner", "Verdict", "first → final", "solved").Raw("</tr></thead>");
            foreach (var task in tasks)
            {
                WriteTask(page, verdict, task, learners, styles);
            }
        }
        else if (verdict.Groups.Count > 0 && verdict.Groups.Count * (learners.Count + 1) <= RowsMax)
        {
            page.Columns("Learner", "Verdict", "Improving on").Raw("</tr></thead>");
            foreach (var group in verdict.Groups)
            {
                page.Raw("<tbody>");
                WriteHeading(page, $"tasks {group.Name}");
                WriteCounts(page, [.. group.Learners.Where(learner => learners.Any(own => own.Id == learner.Id))], verdict, styles);
                page.Raw("</tbody>");
            }
        }
        else
        {
            page.Columns("Learner", "Tasks by verdict", "Improving on").Raw("</tr></thead><tbody>");
            WriteCounts(page, learners, verdict, styles);
            page.Raw("</tbody>");
        }

        page.Raw("</table>");
        if (learners.Count < verdict.Learners.Count)
        {
            page.Element("p", "References learn nothing or are told more than a learner may know. They have a grey line, and their numbers below.", "note");
        }

        page.Raw("</div>");
    }

    /// <summary>The learners that are asked about: those that are no references, or all where there are none.</summary>
    public static IReadOnlyList<LearnerVerdict> Own(Verdict verdict)
    {
        LearnerVerdict[] own = [.. verdict.Learners.Where(learner => learner.Path != PathName.Reference).OrderBy(learner => Order(learner.Path))];
        return own.Length > 0 ? own : verdict.Learners;
    }

    /// <summary>Memory, weights, both, references: the order of paths wherever learners are listed by path.</summary>
    public static int Order(string? path) => path switch { PathName.Memory => 0, PathName.Weights => 1, PathName.Both => 2, PathName.Reference => 4, _ => 3 };

    private static void WriteTask(Markup page, Verdict verdict, string task, IReadOnlyList<LearnerVerdict> learners, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<tbody>");
        WriteHeading(page, task);
        foreach (var judged in learners.SelectMany(learner => verdict.TasksOf(learner.Id).Where(own => own.Task == task)))
        {
            WriteName(page, judged.Learner, verdict, styles);
            VerdictBadge.Write(page, judged);
            page.Element("td", $"{Wording.Parts(judged.First).Value} → {Wording.Parts(judged.Final).Value}")
                .Element("td", judged is { OptimumIsKnown: true, SolvedIn: { } solved }
                    ? string.Create(CultureInfo.InvariantCulture, $"{solved} of {judged.Of}") : "–").Raw("</tr>");
        }

        page.Raw("</tbody>");
    }

    private static void WriteCounts(Markup page, IReadOnlyList<LearnerVerdict> learners, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        foreach (var learner in learners)
        {
            WriteName(page, learner.Id, verdict, styles);
            VerdictBadge.WriteCounts(page, learner);
            page.Element("td", string.Create(CultureInfo.InvariantCulture, $"{learner.Headline.ImprovingIn} of {learner.Headline.Of}")).Raw("</tr>");
        }
    }

    private static void WriteHeading(Markup page, string text) =>
        page.Raw("<tr><th scope=\"rowgroup\" colspan=\"4\" class=\"of\">").Text(text).Raw("</th></tr>");

    private static void WriteName(Markup page, string learner, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var index = verdict.Learners.Index().First(own => own.Item.Id == learner).Index;
        page.Raw("<tr><th scope=\"row\">").Raw(styles[index].Swatch()).Element("span", learner, "id").Raw("</th>");
    }
}
