using System.Text;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Report;

/// <summary>A verdict for the terminal: plain text, no colours, no cursor moves.</summary>
public static class VerdictText
{
    private const int WidthMax = 110;

    /// <summary>The headline, a table of learners with the reason under each, the pairs, and the cautions.</summary>
    public static string Write(Verdict verdict)
    {
        var text = new StringBuilder();
        text.Append(Headline.Of(verdict)).Append("\n\n");
        AppendTable(text, verdict.Learners, hasReasons: true);
        foreach (var group in verdict.Groups)
        {
            text.Append('\n');
            AppendWrapped(text, $"{group.Name} ({string.Join(", ", group.Tasks)}): {Headline.Of(verdict with { Learners = group.Learners })}", "", "");
            text.Append('\n');
            AppendTable(text, group.Learners, hasReasons: false);
        }

        AppendList(text, "Against each other", PairSentence.All(verdict));
        AppendList(text, "Cautions", verdict.Cautions);
        return Plain(text);
    }

    private static void AppendList(StringBuilder text, string title, IReadOnlyList<string> sentences)
    {
        if (sentences.Count > 0)
        {
            text.Append('\n').Append(title).Append('\n');
        }

        foreach (var sentence in sentences)
        {
            AppendWrapped(text, sentence, "  - ", "    ");
        }
    }

    private static void AppendTable(StringBuilder text, IReadOnlyList<LearnerVerdict> learners, bool hasReasons)
    {
        string[] head = ["learner", "path", "verdict", "first", "final", "gain", "late slope per step"];
        var rows = learners.Select(Cells).ToArray();
        var widths = head.Select((cell, i) => Math.Max(cell.Length, rows.Max(row => row[i].Length))).ToArray();
        AppendRow(text, head, widths);
        text.Append(string.Join("  ", widths.Select(width => new string('-', width)))).Append('\n');
        for (var i = 0; i < rows.Length; i++)
        {
            AppendRow(text, rows[i], widths);
            if (hasReasons)
            {
                AppendWrapped(text, learners[i].Why, "    ", "    ");
            }
        }
    }

    // A name may hold what moves a terminal's cursor; it is shown as a mark.
    private static string Plain(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(text[i]) && text[i] != '\n' ? '?' : text[i];
        }

        return text.ToString();
    }

    private static string[] Cells(LearnerVerdict learner) =>
    [
        learner.Id,
        learner.Path ?? "-",
        learner.IsSolved ? "plateaued (solved)" : Wording.Word(learner.Word),
        Wording.Number(learner.First.Value),
        Wording.Interval(learner.Final),
        Wording.Interval(learner.Gain),
        Wording.Interval(learner.LateSlope),
    ];

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        var line = string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i])));
        text.Append(line.TrimEnd()).Append('\n');
    }

    private static void AppendWrapped(StringBuilder text, string sentence, string first, string rest)
    {
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > WidthMax)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(rest);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        text.Append(line).Append('\n');
    }
}
