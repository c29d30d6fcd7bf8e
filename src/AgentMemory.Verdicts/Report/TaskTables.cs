using System.Globalization;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>Verdicts task by task: the words on the first screen, the numbers and reasons below.</summary>
internal static class TaskTables
{
    private const int TaskColumnsMax = 6;
    private const double SparkWidth = 84;
    private const double SparkHeight = 22;

    /// <summary>One row for each learner: on how many tasks it is improving, and its word on each.</summary>
    public static void WriteWords(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var tasks = verdict.Tasks.Select(task => task.Task).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var hasColumns = tasks.Length is > 1 and <= TaskColumnsMax;
        page.Raw("<section class=\"verdicts\"><div class=\"scroll\"><table").Raw(hasColumns ? " class=\"bytask\"" : "").Raw("><thead><tr>")
            .Columns("Learner", tasks.Length == 1 ? "Verdict" : "Improving on");
        if (hasColumns)
        {
            page.Columns(tasks);
        }
        else
        {
            page.Columns(tasks.Length == 1 ? "Why" : "Words");
        }

        page.Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            page.Raw("<tr><th scope=\"row\">").Raw(styles[i].Swatch()).Element("span", learner.Id, "id")
                .Element("span", learner.Path ?? "", "path").Raw("</th>");
            var own = verdict.TasksOf(learner.Id).ToDictionary(task => task.Task, StringComparer.Ordinal);
            if (tasks.Length == 1)
            {
                WriteWord(page, own[tasks[0]]);
                page.Element("td", own[tasks[0]].Why).Raw("</tr>");
                continue;
            }

            page.Element("td", string.Create(CultureInfo.InvariantCulture, $"{learner.Headline.ImprovingIn} of {learner.Headline.Of}"), "headline");
            if (!hasColumns)
            {
                page.Element("td", Wording.Words(learner.Headline.Words)).Raw("</tr>");
                continue;
            }

            foreach (var task in tasks)
            {
                if (own.TryGetValue(task, out var judged))
                {
                    WriteWord(page, judged);
                }
                else
                {
                    page.Element("td", "–");
                }
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div>");
        if (verdict.Learners.Any(learner => learner.OptimumIsKnown))
        {
            page.Element("p", "Under a word: in how many worlds the task is solved, with the exact 95% interval of the share.", "note");
        }

        page.Raw("</section>");
    }

    /// <summary>Numbers and reasons, one row for each learner on each task.</summary>
    public static void WriteNumbers(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var hasMet = verdict.Tasks.Any(task => task.FinalMet is not null);
        var hasStates = verdict.Tasks.Any(task => task.IsOfStates || task.FinalUnmetRegret is not null);
        var hasBits = verdict.Tasks.Any(task => task.HiddenBits is not null || task.Exam is not null);
        page.Raw("<section id=\"tasks\"><h2>Task by task</h2>");
        foreach (var task in verdict.Tasks.GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal))
        {
            page.Element("h3", task.Key).Raw("<div class=\"scroll\"><table class=\"numbers tasks\"><thead><tr>")
                .Columns("Learner", "verdict", "curve", "first", "final").Columns(hasMet ? ["final, met"] : [])
                .Columns(hasStates ? ["regret, states never met"] : [])
                .Columns("gain", "late change (90%)", "solved").Columns(hasBits ? ["hidden bits", "exam"] : []).Columns("why and remarks")
                .Raw("</tr></thead><tbody>");
            var range = Range([.. task.SelectMany(judged => judged.Means)]);
            foreach (var judged in task)
            {
                var style = styles[verdict.Learners.Index().First(learner => learner.Item.Id == judged.Learner).Index];
                page.Raw("<tr><th scope=\"row\">").Raw(style.Swatch()).Element("span", judged.Learner, "id").Raw("</th>");
                WriteWord(page, judged, withSolved: false);
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

                var remarks = judged.Remarks.Select(remark => $"{char.ToUpperInvariant(remark[0])}{remark[1..]}.");
                page.Element("td", string.Join(" ", remarks.Prepend(judged.Why)), "why").Raw("</tr>");
            }

            page.Raw("</tbody></table></div>");
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

    // How much of an exam could be remembered: states that were met, however few there are.
    private static string ExamCell(TaskVerdict task) => Wording.Exam(task) switch
    {
        "" => "–",
        var exam when task is { ExamItems: { } items, FinalStatesUnmet: { } unmet } => $"{exam}; {Wording.Number(items - unmet)} of them met",
        var exam => exam,
    };

    private static void WriteWord(Markup page, TaskVerdict task, bool withSolved = true)
    {
        // A yardstick gets its word, and never a badge.
        page.Raw("<td>");
        if (task.Path == "reference")
        {
            page.Element("span", Wording.Word(task.Word), "plainword");
        }
        else
        {
            page.Open("span", $"word {Wording.Word(task.Word)}").Raw(Arrow(task.Word)).Text(Wording.Word(task.Word)).Raw("</span>");
        }

        if (withSolved && Wording.Solved(task) is { Length: > 0 } solved)
        {
            page.Element("small", $"solved in {solved}");
        }

        page.Raw("</td>");
    }

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

    private static string Arrow(VerdictWord word)
    {
        var path = word switch
        {
            VerdictWord.Improving => "M2,11L11,2M5,2H11V8",
            VerdictWord.Declining => "M2,2L11,11M11,5V11H5",
            VerdictWord.Solved => "M1.5,7L5,10.5L11.5,2.5",
            VerdictWord.Split => "M1,3.5H12M1,9.5H12",
            VerdictWord.Plateaued => "M1,6.5H12M8.5,3L12,6.5L8.5,10",
            _ => "M3.5,4.2A3,3 0 1,1 7.6,6.6Q6.5,7.2 6.5,8.6M6.5,11.4V11.6",
        };
        return $"<svg viewBox=\"0 0 13 13\" width=\"13\" height=\"13\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>";
    }
}
