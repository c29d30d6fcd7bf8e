using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Notes;

/// <summary>
/// Lets the model read episodes and its notes and write edits. A grammar holds the writing to valid edits of notes that
/// are there, so that a model of any size can only write such.
/// </summary>
internal sealed class NoteWriter
{
    private readonly LearnerTools _tools;
    private readonly NotesSettings _settings;
    private readonly MemoryWriter _writer;

    public NoteWriter(LearnerTools tools, NotesSettings settings)
    {
        _tools = tools;
        _settings = settings;
        _writer = new MemoryWriter(tools);
    }

    /// <summary>One reflection on what was played.</summary>
    /// <exception cref="UserErrorException">The window is too small to be told how to edit.</exception>
    public WrittenNotes Write(
        IReadOnlyList<Document> documents,
        IReadOnlyList<NoteItem> notes,
        IReadOnlyList<EpisodeRecord> episodes,
        Rng rng,
        CancellationToken cancellation)
    {
        var isEdit = _settings.Writing == NoteWriting.Edit;
        // What is not shown is neither confirmed nor blamed: of a large notebook the newest notes are edited.
        var held = notes.Select((note, i) => isEdit ? Listed(note, i + 1) : _tools.Prompt.Note(note.Text)).ToList();
        var shown = notes.Take(new Window(_tools).First(held, note => note, _tools.Limits.Room / 4).Count).ToList();
        var request = isEdit ? Instructions(held.Take(shown.Count)) : _tools.Prompt.NotesHeading();
        var recollection = new Recollection
        {
            Documents = documents,
            Notes = isEdit ? [] : [.. shown.Select(note => note.Text)],
            Episodes = episodes,
        };
        var (completion, cost) = _writer.Write(
            new MemoryRequest
            {
                Shown = recollection,
                Request = request,
                Form = tokens => new CompletionForm.Grammar(isEdit ? EditGrammar(shown.Count) : LineGrammar(), tokens),
                TokensMax = _settings.TokensMax,
                Temperature = _settings.Temperature,
                Remedy = "raise context_tokens, or set writing to rewrite",
            },
            rng,
            cancellation);
        var lines = WholeLines(completion.Text);
        return new WrittenNotes(
            isEdit ? Edits(lines) : Rewritten(lines, shown),
            [.. lines.Where(line => line.StartsWith("# ", StringComparison.Ordinal)).Select(line => line[2..].Trim())],
            cost);
    }

    private string Listed(NoteItem note, int number) => _tools.Prompts.Fill(
        "reflect/item",
        ("number", number.ToString(CultureInfo.InvariantCulture)),
        ("text", note.Text),
        ("helpful", note.Helpful.ToString(CultureInfo.InvariantCulture)),
        ("harmful", note.Harmful.ToString(CultureInfo.InvariantCulture)));

    private string Instructions(IEnumerable<string> notes)
    {
        var listed = string.Join("\n", notes);
        return _tools.Prompts.Fill(
            "reflect/edit",
            ("notes", listed.Length == 0 ? _tools.Prompts.Text("reflect/none") : listed),
            ("lines", _settings.LinesMax.ToString(CultureInfo.InvariantCulture))) + "\n";
    }

    private string LineGrammar() =>
        $"root ::= (\"- \" line \"\\n\"){{1,{_settings.LinesMax}}}\n{Line()}";

    /// <summary>A reflection, then edits; without notes there is nothing to edit and notes are only added.</summary>
    private string EditGrammar(int notes)
    {
        if (notes == 0)
        {
            return $"root ::= \"# \" line \"\\n\" (\"- \" line \"\\n\"){{1,{_settings.LinesMax}}}\n{Line()}";
        }

        var numbers = string.Join(" | ", Enumerable.Range(1, notes).Select(n => $"\"{n}\""));
        return $"""
            root ::= "# " line "\n" (edit "\n"){"{"}1,{_settings.LinesMax}{"}"}
            edit ::= "- " line | "~ " item " " line | "& " item " " item " " line | "x " item | "+ " item | "! " item
            item ::= {numbers}
            {Line()}
            """.ReplaceLineEndings("\n");
    }

    // A line begins with no space, so that the parts of an edit can be told apart.
    private string Line() => $"line ::= [^ \\n\\r] [^\\n\\r]{{0,{_settings.LineCharactersMax - 1}}}";

    // A last line that the token limit cut short is not a note.
    private static string[] WholeLines(string text) => text.Split('\n')[..^1];

    private static List<NoteEdit> Rewritten(string[] lines, IReadOnlyList<NoteItem> notes)
    {
        var texts = lines
            .Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select(line => line[2..].Trim())
            .Where(line => line.Length > 0)
            .ToList();
        List<NoteEdit> edits = [.. texts.Select(text => new NoteEdit.Add(text))];
        for (var i = 0; i < notes.Count; i++)
        {
            if (!texts.Contains(notes[i].Text, StringComparer.OrdinalIgnoreCase))
            {
                edits.Add(new NoteEdit.Harmed(i + 1));
            }
        }

        return edits;
    }

    private static List<NoteEdit> Edits(string[] lines)
    {
        var edits = new List<NoteEdit>();
        foreach (var line in lines)
        {
            var parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            var rest = parts.Length == 2 ? parts[1] : "";
            NoteEdit? edit = parts[0] switch
            {
                "-" when rest.Length > 0 => new NoteEdit.Add(rest),
                "~" when Numbered(rest, out var item, out var text) && text.Length > 0 => new NoteEdit.Change(item, text),
                "&" when Numbered(rest, out var item, out var more) && Numbered(more, out var other, out var text)
                    && text.Length > 0 => new NoteEdit.Merge(item, other, text),
                "x" when Numbered(rest, out var item, out _) => new NoteEdit.Delete(item),
                "+" when Numbered(rest, out var item, out _) => new NoteEdit.Helped(item),
                "!" when Numbered(rest, out var item, out _) => new NoteEdit.Harmed(item),
                _ => null,
            };
            if (edit is not null)
            {
                edits.Add(edit);
            }
        }

        return edits;
    }

    private static bool Numbered(string text, out int number, out string rest)
    {
        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        rest = parts.Length == 2 ? parts[1] : "";
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}

/// <summary>What a reflection wrote.</summary>
/// <param name="Edits">In order.</param>
/// <param name="Reflections">What went wrong and why, in the model's words; empty where it only rewrites.</param>
/// <param name="Cost">Of the writing.</param>
internal sealed record WrittenNotes(IReadOnlyList<NoteEdit> Edits, IReadOnlyList<string> Reflections, Cost Cost);
