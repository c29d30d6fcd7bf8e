using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>Verdicts task by task: numbers and reasons.</summary>
internal static class TaskTables
{
    private const double SparkWidth = 84;
    private const double SparkHeight = 22;

    /// <summary>Numbers and reasons, one row for each learner on each task.</summary>
    public static void WriteNumbers(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var hasMet = verdict.Tasks.Any(task => task.FinalMet is not null);
        var hasStates = verdict.Tasks.Any(task => task.IsOfStates || task.FinalUnmetRegret is not null);
        var hasBits = verdict.Tasks.Any(task => task.HiddenBits is not null || task.Exam is not null);
        page.Raw("<section id=\"tasks\"><h2>Task by task</h2>");
        foreach (var task in verdict.Tasks.GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal))
        {
            page.Element("h3", task.Key).Raw(Markup.Scroll + "<table class=\"numbers tasks\"><thead><tr>")
                .Columns("Learner", "verdict", "curve", "first", "final").Columns(hasMet ? ["final, met"] : [])
                .Columns(hasStates ? ["regret, states never met"] : [])
                .Columns("gain", "late change (90%)", "solved").Columns(hasBits ? ["hidden bits", "exam"] : [])
                .Raw("</tr></thead><tbody>");
            var range = Range([.. task.SelectMany(judged => judged.Means)]);
            foreach (var judged in task)
            {
                var style = styles[verdict.Learners.Index().First(learner => learner.Item.Id == judged.Learner).Index];
                page.Raw("<tr><th scope=\"row\">").Raw(style.Swatch()).Element("span", judged.Learner, "id").Raw("</th>");
                VerdictBadge.Write(page, judged);
                page.Raw("<td>").Raw(Spark(judged.Means, style, range)).Raw("</td>");
                LearnerTables.WriteInterval(page, judged.First);
                LearnerTables.WriteInterval(page, judged.Final);
                if (hasMet)
                {
                    LearnerTables.WriteInterval(page, judged.FinalMet ?? Statistics.Interval.Unknown);
                }

                if (judged.FinalUnmetRegret is { } regret)
                {
                    LearnerTables.WriteInterval(page, regret);
                }
                else if (hasStates)
                {
                    page.Element("td", judged.IsOfStates ? "not available" : "–");
                }

                LearnerTables.WriteInterval(page, judged.Gain);
                LearnerTables.WriteInterval(page, judged.Change);
                page.Element("td", Wording.Solved(judged) is { Length: > 0 } solved ? solved : "–");
                if (hasBits)
                {
                    page.Element("td", judged.HiddenBits is { } bits ? Wording.Number(bits) : "–").Element("td", ExamCell(judged));
                }

                page.Raw("</tr>");
            }

            page.Raw("</tbody></table></div>");
            WriteReasons(page, task);
        }

        if (hasStates)
        {
            page.Element("p", "Regret, states never met: at the last exam, how much its replies lose against the best ones, on average over the "
                + "decision states that its own practice never led to; 0 is best, the scale is that of the score. Not available: there are "
                + "fewer than eight such states in every world. Met, under exam: states that its own practice led to by then, so that "
                + "a right reply may be remembered.", "note");
        }

        page.Raw("<p class=\"note\">Means over worlds, with Student's 95% intervals; the late change has 90%, so that each of its ends holds ")
            .Raw("with 95%. The learners of one task share the scale of their small curves.</p></section>");
    }

    /// <summary>The last score by either figure of the replies, where exams kept both.</summary>
    public static void WriteWays(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var measured = verdict.Tasks.Where(task => task is { FinalRaw: not null, FinalCalibrated: not null }).ToArray();
        if (measured.Length == 0)
        {
            return;
        }

        page.Raw("<section id=\"ways\"><h2>Raw and calibrated</h2>");
        foreach (var task in measured.GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal))
        {
            page.Element("h3", task.Key).Raw("<div class=\"scroll\"><table class=\"numbers ways\"><thead><tr>")
                .Columns("Learner", "final, raw", "final, calibrated", "judged by").Raw("</tr></thead><tbody>");
            foreach (var judged in task)
            {
                page.Raw("<tr><th scope=\"row\">").Raw(styles[verdict.Learners.Index().First(learner => learner.Item.Id == judged.Learner).Index].Swatch())
                    .Element("span", judged.Learner, "id").Raw("</th>");
                LearnerTables.WriteInterval(page, judged.FinalRaw!);
                LearnerTables.WriteInterval(page, judged.FinalCalibrated!);
                page.Element("td", judged.JudgedWay?.ToString().ToLowerInvariant() ?? "–").Raw("</tr>");
            }

            page.Raw("</tbody></table></div>");
        }

        page.Raw("<p class=\"note\">The score of the last exam, with replies ranked by their log-probability (raw), and by that less their log-probability ")
            .Raw("behind the same history and a question that asks nothing (calibrated). Means over worlds, with Student's 95% intervals. ")
            .Raw("The verdict is given by one of the two, which the plan names for each path.</p></section>");
    }

    // Under the table: in a column of it, one sentence makes a row as high as a screen.
    private static void WriteReasons(Markup page, IEnumerable<TaskVerdict> task)
    {
        page.Raw("<ul class=\"reasons\">");
        foreach (var judged in task)
        {
            var remarks = judged.Remarks.Select(remark => $"{char.ToUpperInvariant(remark[0])}{remark[1..]}.");
            page.Raw("<li>").Element("b", judged.Learner).Text(": " + string.Join(" ", remarks.Prepend(judged.Why))).Raw("</li>");
        }

        page.Raw("</ul>");
    }

    // How much of an exam could be remembered: states that were met, however few there are.
    private static string ExamCell(TaskVerdict task) => Wording.Exam(task) switch
    {
        "" => "–",
        var exam when task is { ExamItems: { } items, FinalStatesUnmet: { } unmet } => $"{exam}; {Wording.Number(items - unmet)} of them met",
        var exam => exam,
    };

    private static (double From, double To) Range(IReadOnlyList<double> means)
    {
        var known = means.Where(mean => !double.IsNaN(mean)).ToArray();
        return known.Length == 0 ? (0, 1) : known.Max() > known.Min() ? (known.Min(), known.Max()) : (known.Min() - 0.5, known.Min() + 0.5);
    }

    private static string Spark(IReadOnlyList<double> means, SeriesStyle style, (double From, double To) range)
    {
        var points = means.Index().Where(point => !double.IsNaN(point.Item)).Select(point =>
            $"{Markup.At(1 + ((SparkWidth - 2) * point.Index / Math.Max(1, means.Count - 1)))},"
            + Markup.At(1 + ((SparkHeight - 2) * (range.To - point.Item) / (range.To - range.From))));
        return $"<svg class=\"spark\" viewBox=\"0 0 {Markup.At(SparkWidth)} {Markup.At(SparkHeight)}\" width=\"{Markup.At(SparkWidth)}\" "
            + $"height=\"{Markup.At(SparkHeight)}\" aria-hidden=\"true\" style=\"color:{style.Colour}\"><polyline class=\"line\" points=\""
            + string.Join(' ', points) + "\"/></svg>";
    }
}
