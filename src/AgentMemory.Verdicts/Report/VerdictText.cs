using System.Text;
using AgentMemory.Core;
using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Report;

/// <summary>A verdict for the terminal: plain text, no colours, no cursor moves.</summary>
public sealed class VerdictText
{
    private const int ProseWidthMax = 110;
    private const int ReasonsMax = 24;
    private readonly StringBuilder _text = new();
    private readonly int _width;

    private VerdictText(int width) => _width = width;

    /// <summary>The headline, the words task by task, the learners over all tasks, the pairs, and the cautions.</summary>
    /// <param name="verdict">What is written.</param>
    /// <param name="width">Columns of the terminal. A table that is wider is written as a list, one learner after the other.</param>
    public static string Write(Verdict verdict, int width = int.MaxValue) => new VerdictText(width).Written(verdict);

    private string Written(Verdict verdict)
    {
        AppendWrapped(Headline.Of(verdict.Learners), "", "");
        if (Headline.Power(verdict) is { Length: > 0 } power)
        {
            AppendWrapped(power, "", "");
        }

        AppendTasks(verdict.Tasks);
        if (verdict.Learners.Any(learner => learner.Headline.Of > 1))
        {
            _text.Append("\nOver all tasks\n");
            AppendLearners(verdict.Learners);
        }

        foreach (var group in verdict.Groups)
        {
            _text.Append('\n');
            AppendWrapped($"{group.Name} ({string.Join(", ", group.Tasks)}): {Headline.Of(group.Learners)}", "", "");
            _text.Append('\n');
            AppendLearners(group.Learners);
        }

        AppendEvidence(verdict);
        AppendList("Against each other", PairSentence.All(verdict));
        AppendList("Cautions", verdict.Cautions);
        return Plain(_text);
    }

    private void AppendTasks(IReadOnlyList<TaskVerdict> tasks)
    {
        string[] head = ["learner", "path", "verdict", "first", "final", "gain", "late change", "solved in"];
        foreach (var task in tasks.GroupBy(task => task.Task, StringComparer.Ordinal).OrderBy(task => task.Key, StringComparer.Ordinal))
        {
            _text.Append('\n').Append(task.Key).Append('\n');
            if (Facts(task.FirstOrDefault(judged => judged.ExamItems is not null) ?? task.First()) is { Length: > 0 } facts)
            {
                AppendWrapped(facts, "", "");
            }

            AppendTable(
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

    private void AppendEvidence(Verdict verdict)
    {
        foreach (var task in EvidenceTables.ByTask(verdict))
        {
            _text.Append('\n');
            AppendWrapped($"Evidence used on {EvidenceTables.Title(task)}", "", "");
            AppendTable(EvidenceTables.Columns(task), EvidenceTables.Rows(task), task.Count() > ReasonsMax ? [] : [.. task.Select(one => one.Why)]);
        }

        if (verdict.Evidence.Count > 0)
        {
            AppendWrapped(EvidenceTables.Note, "", "");
        }
    }

    private void AppendLearners(IReadOnlyList<LearnerVerdict> learners) => AppendTable(
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

    private void AppendTable(string[] head, IReadOnlyList<string[]> rows, IReadOnlyList<string> reasons)
    {
        var widths = head.Select((cell, i) => Math.Max(cell.Length, rows.Max(row => row[i].Length))).ToArray();
        if (widths.Sum() + (2 * (widths.Length - 1)) > _width)
        {
            AppendStacked(head, rows, reasons);
            return;
        }

        AppendRow(head, widths);
        _text.Append(string.Join("  ", widths.Select(width => new string('-', width)))).Append('\n');
        for (var i = 0; i < rows.Count; i++)
        {
            AppendRow(rows[i], widths);
            if (i < reasons.Count)
            {
                AppendWrapped(reasons[i], "    ", "    ");
            }
        }
    }

    // Each row by itself: its first cell as title, each other one with the word at its column's head.
    private void AppendStacked(string[] head, IReadOnlyList<string[]> rows, IReadOnlyList<string> reasons)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            AppendWrapped(rows[i][0], "  ", "  ");
            AppendWrapped(string.Join("; ", rows[i].Skip(1).Zip(head.Skip(1), (cell, name) => $"{name} {cell}")), "    ", "    ");
            if (i < reasons.Count)
            {
                AppendWrapped(reasons[i], "    ", "    ");
            }
        }
    }

    private void AppendList(string title, IReadOnlyList<string> sentences)
    {
        if (sentences.Count > 0)
        {
            _text.Append('\n').Append(title).Append('\n');
        }

        foreach (var sentence in sentences)
        {
            AppendWrapped(sentence, "  - ", "    ");
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

    private void AppendRow(string[] cells, int[] widths)
    {
        var line = string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i])));
        _text.Append(line.TrimEnd()).Append('\n');
    }

    private void AppendWrapped(string sentence, string first, string rest)
    {
        foreach (var line in WrappedText.Lines(sentence, Math.Min(ProseWidthMax, _width), first, rest))
        {
            _text.Append(line).Append('\n');
        }
    }
}
