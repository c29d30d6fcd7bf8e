using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Report.Drawing;

namespace AgentMemory.Verdicts.Report;

/// <summary>The word of a learner on a task as a cell. A reference gets its word, and never a badge.</summary>
internal static class VerdictBadge
{
    public static void Write(Markup page, TaskVerdict task)
    {
        page.Raw("<td>");
        if (task.Path == "reference")
        {
            page.Element("span", Wording.Word(task.Word), "plainword");
        }
        else
        {
            WriteWord(page, task.Word, Wording.IsUnmoved(task), Wording.Word(task.Word));
        }

        if (Wording.Plateau(task) is { Length: > 0 } plateau)
        {
            page.Element("small", plateau);
        }

        page.Raw("</td>");
    }

    /// <summary>How many tasks have which word.</summary>
    public static void WriteCounts(Markup page, LearnerVerdict learner)
    {
        page.Raw("<td>");
        foreach (var (word, count) in learner.Headline.Words.OrderByDescending(word => word.Value).ThenBy(word => word.Key))
        {
            var text = $"{count.ToString(System.Globalization.CultureInfo.InvariantCulture)} {Wording.Word(word)}";
            if (learner.Path == "reference")
            {
                page.Element("span", text, "plainword");
            }
            else
            {
                WriteWord(page, word, isUnmoved: false, text);
            }

            page.Raw(" ");
        }

        page.Raw("</td>");
    }

    public static void WriteWord(Markup page, VerdictWord word, bool isUnmoved, string text) =>
        page.Open("span", $"word {Wording.Word(word)}").Raw(Sign(word, isUnmoved)).Text(text).Raw("</span>");

    private static string Sign(VerdictWord word, bool isUnmoved)
    {
        var path = word switch
        {
            VerdictWord.Improving => "M2,11L11,2M5,2H11V8",
            VerdictWord.Declining => "M2,2L11,11M11,5V11H5",
            VerdictWord.Solved => "M1.5,7L5,10.5L11.5,2.5",
            VerdictWord.Split => "M1,3.5H12M1,9.5H12",
            VerdictWord.Plateaued when isUnmoved => "M1,6.5H3M5.5,6.5H7.5M10,6.5H12",
            VerdictWord.Plateaued => "M1,10.5L5,4.5H12",
            _ => "M3.5,4.2A3,3 0 1,1 7.6,6.6Q6.5,7.2 6.5,8.6M6.5,11.4V11.6",
        };
        return $"<svg viewBox=\"0 0 13 13\" width=\"13\" height=\"13\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>";
    }
}
