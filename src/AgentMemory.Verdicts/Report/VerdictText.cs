using System.Text;
using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>A verdict for the terminal: plain text, no colours, no cursor moves.</summary>
public static class VerdictText
{
    private const int WidthMax = 110;
    private const int ReasonsMax = 24;

    /// <summary>The headline, the words task by task, the learners over all tasks, the pairs, and the cautions.</summary>
    public static string Write(Verdict verdict)
    {
        var text = new StringBuilder();
        AppendWrapped(text, Headline.Of(verdict.Learners), "", "");
        if (Headline.Power(verdict) is { Length: > 0 } power)
        {
            AppendWrapped(text, power, "", "");
        }

        AppendTasks(text, verdict.Tasks);
        if (verdict.Learners.Any(learner => learner.Headline.Of > 1))
        {
            text.Append("\nOver all tasks\n");
            AppendLearners(text, verdict.Learners);
        }

        foreach (var group in verdict.Groups)
        {
            text.Append('\n');
            AppendWrapped(text, $"{group.Name} ({string.Join(", ", group.Tasks)}): {Headline.Of(group.Learners)}", "", "");
            text.Append('\n');
            AppendLearners(text, group.Learners);
        }

        AppendEvidence(text, verdict);
        AppendList(text, "Against each other", PairSentence.All(verdict));
        AppendList(text, "Cautions", verdict.Cautions);
        return Plain(text);
    }

    private static void AppendTasks(StringBuilder text, IReadOnlyList<TaskVerdict> tasks)
    {
        string[] head = ["learner", "path", "verdict", "first", "final", "gain", "late change", "solved in"];
        foreach (var task in tasks.GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(task.Key).Append('\n');
            if (Facts(task.FirstOrDefault(judged => judged.ExamItems is not null) ?? task.First()) is { Length: > 0 } facts)
            {
                AppendWrapped(text, facts, "", "");
            }

            AppendTable(
                text,
                head,
                [.. task.Select(judged => (string[])[
                    judged.Learner,
                    judged.Path ?? "-",
                    Wording.Word(judged.Word),
                    Wording.Number(judged.First.Value),
                    Wording.Interval(judged.Final),
                    Wording.Interval(judged.Gain),
                    Wording.Interval(judged.Change),
                    Wording.Solved(judged)])],
                tasks.Count > ReasonsMax ? [] : [.. task.Select(judged =>
                    string.Join(" ", judged.Remarks.Select(remark => $"Remark: {remark}.").Prepend(judged.Why)))]);
        }
    }

    // What is to be found out and how it is asked: the same for all learners but those with several attempts, whose exams are sampled.
    private static string Facts(TaskVerdict task) => string.Join("; ", new[]
    {
        task.HiddenBits is { } bits ? $"{Wording.Number(bits)} bits hidden" : "",
        Wording.Exam(task) is { Length: > 0 } exam ? $"exam {exam}" : "",
    }.Where(fact => fact.Length > 0));

    private static void AppendEvidence(StringBuilder text, Verdict verdict)
    {
        foreach (var task in EvidenceTables.ByTask(verdict))
        {
            text.Append('\n');
            AppendWrapped(text, $"Evidence used on {EvidenceTables.Title(task)}", "", "");
            AppendTable(text, EvidenceTables.Columns(task), EvidenceTables.Rows(task), task.Count() > ReasonsMax ? [] : [.. task.Select(one => one.Why)]);
        }

        if (verdict.Evidence.Count > 0)
        {
            AppendWrapped(text, EvidenceTables.Note, "", "");
        }
    }

    private static void AppendLearners(StringBuilder text, IReadOnlyList<LearnerVerdict> learners) => AppendTable(
        text,
        ["learner", "path", "verdict", "first", "final", "gain", "late change"],
        [.. learners.Select(learner => (string[])[
            learner.Id,
            learner.Path ?? "-",
            Headline.Short(learner),
            Wording.Number(learner.First.Value),
            Wording.Interval(learner.Final),
            Wording.Interval(learner.Gain),
            Wording.Interval(learner.Change)])],
        []);

    private static void AppendTable(StringBuilder text, string[] head, IReadOnlyList<string[]> rows, IReadOnlyList<string> reasons)
    {
        var widths = head.Select((cell, i) => Math.Max(cell.Length, rows.Max(row => row[i].Length))).ToArray();
        AppendRow(text, head, widths);
        text.Append(string.Join("  ", widths.Select(width => new string('-', width)))).Append('\n');
        for (var i = 0; i < rows.Count; i++)
        {
            AppendRow(text, rows[i], widths);
            if (i < reasons.Count)
            {
                AppendWrapped(text, reasons[i], "    ", "    ");
            }
        }
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

    // A name may hold what moves a terminal's cursor; it is shown as a mark.
    private static string Plain(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(text[i]) && text[i] != '\n' ? '?' : text[i];
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        var line = string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i])));
        text.Append(line.TrimEnd()).Append('\n');
    }

    private static void AppendWrapped(StringBuilder text, string sentence, string first, string rest)
    {
        foreach (var line in WrappedText.Lines(sentence, WidthMax, first, rest))
        {
            text.Append(line).Append('\n');
        }
    }
}
