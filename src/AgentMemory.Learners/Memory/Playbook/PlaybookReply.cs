using System.Globalization;
using AgentMemory.Learners.Memory.Notes;

namespace AgentMemory.Learners.Memory.Playbook;

/// <summary>What a reflection said.</summary>
/// <param name="Reason">What went wrong and why, in the model's words; empty where it only writes items.</param>
/// <param name="Edits">In order.</param>
internal sealed record PlaybookReply(string Reason, IReadOnlyList<NoteEdit> Edits)
{
    private const string ReasonMark = "# ";
    private const string ItemMark = "- ";

    /// <summary>
    /// Reads a reply: a reason, then edits, one a line. Null where anything in it is something else, where an edit is of an item that is not
    /// there, or where two edits take out one item: a reply that is partly wrong is not to be trusted in the rest.
    /// </summary>
    /// <param name="text">Whole, not cut short.</param>
    /// <param name="items">Items that were shown, numbered from 1.</param>
    /// <param name="editsMax">Edits that were asked for.</param>
    /// <param name="charactersMax">Of a line's own words.</param>
    public static PlaybookReply? Read(string text, int items, int editsMax, int charactersMax)
    {
        var lines = text.Trim().Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Length > editsMax + 1 || !lines[0].StartsWith(ReasonMark, StringComparison.Ordinal))
        {
            return null;
        }

        NoteEdit?[] edits = [.. lines.Skip(1).Select(line => Edit(line, charactersMax))];
        return edits.All(edit => edit is not null && Named(edit).All(item => item >= 1 && item <= items))
            && edits.SelectMany(edit => TakenOut(edit!)).GroupBy(item => item).All(taken => taken.Count() == 1)
                ? new PlaybookReply(lines[0][ReasonMark.Length..].Trim(), [.. edits.OfType<NoteEdit>()])
                : null;
    }

    /// <summary>Reads notes, one a line, each an item to add; null where a line is none.</summary>
    public static PlaybookReply? ReadLines(string text, int editsMax, int charactersMax)
    {
        var lines = text.Trim().Split('\n', StringSplitOptions.TrimEntries);
        return lines.Length <= editsMax
            && lines.All(line => line.StartsWith(ItemMark, StringComparison.Ordinal) && IsItem(line[ItemMark.Length..], charactersMax))
            ? new PlaybookReply("", [.. lines.Select(line => new NoteEdit.Add(line[ItemMark.Length..].Trim()))])
            : null;
    }

    /// <summary>A grammar of such replies: of edits of items that are there.</summary>
    public static string Grammar(int items, int editsMax, int charactersMax)
    {
        var line = $"line ::= [^ \\n\\r] [^\\n\\r]{{0,{charactersMax - 1}}}";
        var numbers = string.Join(" | ", Enumerable.Range(1, items).Select(n => $"\"{n}\""));
        string[] edits =
        [
            "\"add \" line",
            .. items < 1 ? [] : (string[])["\"helped \" item", "\"misled \" item", "\"remove \" item"],
            .. items < 2 ? [] : (string[])["\"merge \" item \" \" item \" \" line"],
        ];
        return $"root ::= \"# \" line \"\\n\" (edit \"\\n\"){{1,{editsMax}}}\nedit ::= {string.Join(" | ", edits)}\n{line}"
            + (items < 1 ? "" : $"\nitem ::= {numbers}");
    }

    /// <summary>A grammar of notes.</summary>
    public static string LinesGrammar(int editsMax, int charactersMax) =>
        $"root ::= (\"- \" line \"\\n\"){{1,{editsMax}}}\nline ::= [^ \\n\\r] [^\\n\\r]{{0,{charactersMax - 1}}}";

    private static NoteEdit? Edit(string line, int charactersMax)
    {
        var (word, rest) = Parted(line);
        return word switch
        {
            "add" when IsItem(rest, charactersMax) => new NoteEdit.Add(rest),
            "helped" when Number(rest) is { } item => new NoteEdit.Helped(item),
            "misled" when Number(rest) is { } item => new NoteEdit.Harmed(item),
            "remove" when Number(rest) is { } item => new NoteEdit.Delete(item),
            "merge" => Merge(rest, charactersMax),
            _ => null,
        };
    }

    private static NoteEdit.Merge? Merge(string rest, int charactersMax)
    {
        var (first, more) = Parted(rest);
        var (second, text) = Parted(more);
        return Number(first) is { } item && Number(second) is { } other && item != other && IsItem(text, charactersMax)
            ? new NoteEdit.Merge(item, other, text)
            : null;
    }

    private static IEnumerable<int> Named(NoteEdit edit) => edit switch
    {
        NoteEdit.Helped(var item) => [item],
        NoteEdit.Harmed(var item) => [item],
        _ => TakenOut(edit),
    };

    private static IEnumerable<int> TakenOut(NoteEdit edit) => edit switch
    {
        NoteEdit.Delete(var item) => [item],
        NoteEdit.Merge(var item, var other, _) => [item, other],
        _ => [],
    };

    private static bool IsItem(string text, int charactersMax) => text.Trim().Length > 0 && text.Length <= charactersMax && !text.Any(char.IsControl);

    private static (string First, string After) Parted(string text)
    {
        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts.Length == 2 ? parts[1] : "");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
