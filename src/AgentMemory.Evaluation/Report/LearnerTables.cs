using System.Globalization;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Report;

/// <summary>Numbers by learner: verdicts in words, scores, costs.</summary>
internal static class LearnerTables
{
    public static void WriteVerdicts(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<section class=\"verdicts\"><table><thead><tr>").Columns("Learner", "Verdict", "Why").Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            page.Raw("<tr><th scope=\"row\">").Raw(styles[i].Swatch()).Element("span", learner.Id, "id")
                .Element("span", learner.Path ?? "", "path").Raw("</th><td>")
                .Open("span", $"word {Wording.Word(learner.Word)}").Raw(Arrow(learner))
                .Text(learner.IsSolved ? "plateaued, solved" : Wording.Word(learner.Word)).Raw("</span></td>")
                .Element("td", learner.Why).Raw("</tr>");
        }

        page.Raw("</tbody></table></section>");
    }

    public static void WriteScores(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var columns = new List<(string Name, Func<LearnerVerdict, Interval> Of)>
        {
            ("first", v => v.First),
            ("final", v => v.Final),
            ("gain", v => v.Gain),
        };
        if (verdict.Learners.Any(v => v.GainOverFrozen.Value is not null))
        {
            columns.Add(("over frozen", v => v.GainOverFrozen));
        }

        if (verdict.Learners.Any(v => v.GainOverRetry.Value is not null))
        {
            columns.Add(("over retry", v => v.GainOverRetry));
        }

        columns.Add(("late slope, per block", v => v.LateSlope));
        columns.Add(("mean over blocks", v => v.Area));
        if (verdict.Learners.Any(v => v.Asymptote is not null))
        {
            columns.Add(("would level off at", v => v.Asymptote ?? Interval.Unknown));
        }

        page.Raw("<section><h2>Scores</h2><div class=\"scroll\"><table class=\"numbers\"><thead><tr>").Columns("Learner");
        foreach (var column in columns)
        {
            page.Columns(column.Name);
        }

        page.Columns("runs").Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            WriteName(page, learner, styles[i]);
            foreach (var column in columns)
            {
                WriteInterval(page, column.Of(learner));
            }

            page.Open("td").Text(Count(learner.Finals.Count))
                .Element("small", $"{Count(learner.Tasks)} × {Count(learner.Seeds)}").Raw("</td></tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">0 is a random player, 1 the best possible, where a scale is known. ")
            .Raw("Second lines: ").Text(CurveFigure.Percent(verdict.Confidence))
            .Raw(" intervals; under runs, tasks × seeds. A level is named only where two kinds of saturating ")
            .Raw("curve agree on it.</p>");
        WriteAverages(page, verdict, styles);
        page.Raw("</section>");
    }

    private static void WriteAverages(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<details><summary>Final scores by other averages, and the share of what was left to gain</summary>")
            .Raw("<div class=\"scroll\"><table class=\"numbers\"><thead><tr>")
            .Columns("Learner", "interquartile mean", "mean", "median", "optimality gap", "share of what was left")
            .Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            WriteName(page, learner, styles[i]);
            WriteInterval(page, learner.Final);
            WriteInterval(page, learner.FinalAverages.Mean);
            WriteInterval(page, learner.FinalAverages.Median);
            WriteInterval(page, learner.FinalAverages.OptimalityGap);
            WriteInterval(page, learner.NormalisedGain);
            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">Mean and median are taken over the tasks' mean scores; the optimality gap is ")
            .Raw("by how much runs miss 1 on average, what lies above not counting. What was left: from the frozen twin's final score, ")
            .Raw("or else the own start, up to 1.</p></details>");
    }

    public static void WriteCosts(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        var names = verdict.Learners.SelectMany(learner => learner.Costs).Where(cost => cost.Value is not null)
            .Select(cost => cost.Key).Distinct(StringComparer.Ordinal).ToArray();
        var hasIllegal = verdict.Learners.Any(learner => learner.IllegalRate is not null);
        if (names.Length == 0 && !hasIllegal)
        {
            return;
        }

        page.Raw("<section><h2>Costs</h2><div class=\"scroll\"><table class=\"numbers\"><thead><tr>").Columns("Learner");
        foreach (var name in CostNames.InOrder(names))
        {
            page.Columns(name.Replace('_', ' '));
        }

        page.Columns(hasIllegal ? ["illegal replies"] : []).Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            WriteName(page, learner, styles[i]);
            foreach (var name in CostNames.InOrder(names))
            {
                var cost = learner.Costs.FirstOrDefault(cost => cost.Key == name).Value;
                page.Element("td", cost is null ? "–" : Wording.Amount(cost));
            }

            if (hasIllegal)
            {
                page.Element("td", learner.IllegalRate is { } rate
                    ? (100 * rate).ToString("0.#", CultureInfo.InvariantCulture) + "%" : "–");
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">Mean of a run from start to end: practice, study and exams.</p></section>");
    }

    /// <summary>The first cell of a learner's row.</summary>
    public static void WriteName(Markup page, LearnerVerdict learner, SeriesStyle style) =>
        page.Raw("<tr><th scope=\"row\">").Raw(style.Swatch()).Element("span", learner.Id, "id").Raw("</th>");

    /// <summary>A cell with the value above its interval.</summary>
    public static void WriteInterval(Markup page, Interval interval)
    {
        var (value, low, high) = Wording.Parts(interval);
        page.Open("td").Text(interval.Value is null ? "–" : value);
        if (interval.HasEnds)
        {
            page.Element("small", $"{low} to {high}");
        }

        page.Raw("</td>");
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Arrow(LearnerVerdict learner)
    {
        var path = learner.Word switch
        {
            VerdictWord.Improving => "M2,11L11,2M5,2H11V8",
            VerdictWord.Declining => "M2,2L11,11M11,5V11H5",
            VerdictWord.Plateaued when learner.IsSolved => "M1.5,7L5,10.5L11.5,2.5",
            VerdictWord.Plateaued => "M1,6.5H12M8.5,3L12,6.5L8.5,10",
            _ => "M3.5,4.2A3,3 0 1,1 7.6,6.6Q6.5,7.2 6.5,8.6M6.5,11.4V11.6",
        };
        return $"<svg viewBox=\"0 0 13 13\" width=\"13\" height=\"13\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>";
    }
}
