using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Store;

namespace AgentMemory.Cli.Chat;

/// <summary>Passages and log entries as JSON documents and as lines to read.</summary>
internal static class MemoryJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(object document) => JsonSerializer.Serialize(document, Options);

    public static object Found(FoundPassage found) => new
    {
        id = found.Passage.Id,
        text = found.Passage.Text,
        kind = Name(found.Passage.Kind),
        score = found.Score,
        source = found.Passage.Source,
        subject = found.Passage.Subject,
        time = found.Passage.Time,
        word_rank = found.WordRank,
        meaning_rank = found.MeaningRank,
    };

    public static object Whole(Passage passage) => new
    {
        id = passage.Id,
        text = passage.Text,
        kind = Name(passage.Kind),
        source = passage.Source,
        subject = passage.Subject,
        provenance = passage.Provenance,
        time = passage.Time,
        valid_until = passage.ValidUntil,
        replaced_by = passage.ReplacedBy,
        withdrawn = passage.Withdrawn,
    };

    public static object Entry(LogEntry entry) => new
    {
        entry = entry.Number,
        time = entry.Time,
        action = entry.Action.ToString().ToLowerInvariant(),
        passage = entry.PassageId,
        undoes = entry.Undoes,
        undone_by = entry.UndoneBy,
    };

    /// <summary>One line: id, kind, and as much of the text as fits.</summary>
    public static string Line(Passage passage)
    {
        const int LettersMax = 100;
        var text = passage.Text.ReplaceLineEndings(" ");
        var shown = text.Length <= LettersMax ? text : text[..LettersMax] + "...";
        var state = passage.Withdrawn ? ", taken back" : passage.ReplacedBy is { } by ? $", replaced by {by}"
            : passage.ValidUntil is not null ? ", replaced" : "";
        return $"{passage.Id,-8} {Name(passage.Kind)}{state}: {Printable(shown)}";
    }

    /// <summary>Control characters in stored text must not steer the terminal.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c));

    public static string Name(PassageKind kind) => kind.ToString().ToLowerInvariant();
}
