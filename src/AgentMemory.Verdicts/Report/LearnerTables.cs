using System.Globalization;
using AgentMemory.Verdicts.Curves;
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Report;

/// <summary>Numbers by learner over its tasks: scores and costs.</summary>
internal static class LearnerTables
{
    public static void WriteScores(Markup page, Verdict verdict, IReadOnlyList<SeriesStyle> styles)
    {
        page.Raw("<section><h2>Over all tasks</h2>" + Markup.Scroll + "<table class=\"numbers\"><thead><tr>")
            .Columns("Learner", "first", "final", "gain", "late change (90%)", "tasks", "seeds").Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            WriteName(page, learner, styles[i]);
            WriteInterval(page, learner.First);
            WriteInterval(page, learner.Final);
            WriteInterval(page, learner.Gain);
            WriteInterval(page, learner.Change);
            page.Element("td", Count(learner.Headline.Of)).Element("td", Count(learner.Seeds)).Raw("</tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">Means of task means; 0 is a random player, 1 the best possible, where a scale is known. ")
            .Raw("Second lines: 95% intervals. The verdicts are given task by task, above.</p></section>");
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

        var hasPrice = verdict.Learners.Any(learner => learner.OptimumIsKnown);
        page.Raw("<section><h2>Costs</h2>" + Markup.Scroll + "<table class=\"numbers\"><thead><tr>").Columns("Learner");
        foreach (var name in CostNames.InOrder(names))
        {
            page.Columns(name.Replace('_', ' '));
        }

        page.Columns("pretraining flops").Columns(hasPrice ? [$"price of {Wording.Number(LearnerPrice.Level)}"] : [])
            .Columns("breaks even after").Columns(hasIllegal ? ["illegal replies"] : []).Raw("</tr></thead><tbody>");
        for (var i = 0; i < verdict.Learners.Count; i++)
        {
            var learner = verdict.Learners[i];
            WriteName(page, learner, styles[i]);
            foreach (var name in CostNames.InOrder(names))
            {
                var cost = learner.Costs.FirstOrDefault(cost => cost.Key == name).Value;
                page.Element("td", cost is null ? "–" : Wording.Amount(cost));
            }

            page.Element("td", learner.PretrainingFlops is { } pretraining ? Wording.Amount(pretraining) : "not known");
            if (hasPrice)
            {
                page.Element("td", learner.PriceToLevel is { } price ? Price(price) : "not reached");
            }

            page.Element("td", learner.BreakEvenGames is { } games ? $"{Wording.Amount(Math.Ceiling(games))} games" : "–");
            if (hasIllegal)
            {
                page.Element("td", learner.IllegalRate is { } rate
                    ? (100 * rate).ToString("0.#", CultureInfo.InvariantCulture) + "%" : "–");
            }

            page.Raw("</tr>");
        }

        page.Raw("</tbody></table></div><p class=\"note\">Mean of a run from start to end: practice, study and exams. The price of a level is ")
            .Raw("what had been spent when the mean over worlds first reached it. A learner breaks even when its operations, of learning and of ")
            .Raw("use, are no more than those of the learner that took the fewest to learn.</p></section>");
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

    private static string Price(PriceToLevel price) => string.Join(", ", new[]
    {
        price.Games is { } games ? $"{Wording.Amount(games)} games" : "",
        price.Flops is { } flops ? $"{Wording.Amount(flops)} operations" : "",
        price is { Games: null, Flops: null } ? $"step {Count(price.Step)}" : "",
    }.Where(part => part.Length > 0));

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
