using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>Groups of tasks apart: a section with a table for each, where the plan names groups.</summary>
internal static class GroupSection
{
    private static readonly string[] Columns = ["learner", "verdict", "first", "final", "gain", "late change (90%)"];

    public static void Write(Markup page, Verdict verdict)
    {
        foreach (var group in verdict.Groups)
        {
            page.Raw("<section>").Element("h2", $"Tasks {group.Name}")
                .Element("p", $"{string.Join("; ", group.Tasks)}. {Headline.Of(group.Learners)}", "note")
                .Raw(Markup.Scroll + "<table class=\"numbers\"><thead><tr>");
            foreach (var column in Columns)
            {
                page.Element("th", column);
            }

            page.Raw("</tr></thead><tbody>");
            foreach (var learner in group.Learners)
            {
                page.Raw("<tr><th scope=\"row\">").Text(learner.Id).Raw("</th>")
                    .Element("td", Headline.Short(learner))
                    .Element("td", Wording.Interval(learner.First))
                    .Element("td", Wording.Interval(learner.Final))
                    .Element("td", Wording.Interval(learner.Gain))
                    .Element("td", Wording.Interval(learner.Change))
                    .Raw("</tr>");
            }

            page.Raw("</tbody></table></div></section>\n");
        }
    }
}
