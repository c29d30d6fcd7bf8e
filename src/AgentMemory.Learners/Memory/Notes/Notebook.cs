using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;

namespace AgentMemory.Learners.Memory.Notes;

/// <summary>Notes by task, newest first. Lies in the artifact as <c>notes.json</c>, readable by people.</summary>
internal sealed class Notebook
{
    private const string FileName = "notes.json";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SortedDictionary<string, IReadOnlyList<NoteItem>> _items;

    private Notebook(SortedDictionary<string, IReadOnlyList<NoteItem>> items)
    {
        _items = items;
    }

    /// <summary>The notebook of an artifact of learners that may keep one; an empty one where there is none.</summary>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static Notebook ReadIfKept(Artifact? artifact) => Read(artifact is not null && File.Exists(artifact.PathOf(FileName)) ? artifact : null);

    /// <summary>The notebook of an artifact; an empty one before there is an artifact.</summary>
    /// <exception cref="UserErrorException">The file is gone or damaged.</exception>
    public static Notebook Read(Artifact? artifact)
    {
        var items = new SortedDictionary<string, IReadOnlyList<NoteItem>>(StringComparer.Ordinal);
        if (artifact?.PathOf(FileName) is { } path)
        {
            try
            {
                var read = JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<Line>>>(File.ReadAllText(path)) ?? [];
                foreach (var (task, lines) in read)
                {
                    items[task] = [.. lines.Select(line => new NoteItem(line.Text, line.Helpful, line.Harmful))];
                }
            }
            catch (IOException e)
            {
                throw new UserErrorException($"notebook {path} cannot be read ({e.Message.TrimEnd('.')}); restore it, or name a new folder", e);
            }
            catch (JsonException e)
            {
                throw new UserErrorException($"notebook {path}, line {e.LineNumber + 1} is no notebook of ours; restore it, or name a new folder", e);
            }
        }

        return new Notebook(items);
    }

    /// <summary>A task's notes, newest first.</summary>
    public IReadOnlyList<string> Of(string task) => [.. ItemsOf(task).Select(item => item.Text)];

    /// <summary>A task's notes with their counts, newest first.</summary>
    public IReadOnlyList<NoteItem> ItemsOf(string task) => _items.GetValueOrDefault(task, []);

    /// <summary>
    /// Applies edits: what does more harm than good is dropped, and then what weighs least, the oldest first, until the rest
    /// fits. Edits of items that are not there, or were changed by an edit before, do nothing.
    /// </summary>
    /// <param name="task">Whose notes.</param>
    /// <param name="edits">In order.</param>
    /// <param name="tokenizer">Counts the budget's tokens.</param>
    /// <param name="tokensMax">Of all items together.</param>
    /// <param name="itemsMax">Items at most.</param>
    public void Update(string task, IReadOnlyList<NoteEdit> edits, ITokenizer tokenizer, int tokensMax, int itemsMax = int.MaxValue)
    {
        var slots = ItemsOf(task).Select(item => (NoteItem?)item).ToList();
        var added = new List<NoteItem>();
        foreach (var edit in edits)
        {
            Apply(edit, slots, added);
        }

        List<NoteItem> items = [.. added, .. slots.OfType<NoteItem>()];
        items.RemoveAll(item => item.Balance < 0);
        while (items.Count > itemsMax || items.Sum(item => tokenizer.Count(item.Text)) > tokensMax)
        {
            var least = items.Min(item => item.Balance);
            items.RemoveAt(items.FindLastIndex(item => item.Balance == least));
        }

        _items[task] = items;
    }

    public void Write(string folder)
    {
        var lines = _items.ToDictionary(
            pair => pair.Key, pair => pair.Value.Select(item => new Line(item.Text, item.Helpful, item.Harmful)).ToList());
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(lines, Readable) + "\n");
    }

    private static void Apply(NoteEdit edit, List<NoteItem?> slots, List<NoteItem> added)
    {
        switch (edit)
        {
            case NoteEdit.Add(var text):
                AddOrConfirm(text);
                break;
            case NoteEdit.Change(var item, var text) when At(item) is not null:
                slots[item - 1] = null;
                AddOrConfirm(text);
                break;
            case NoteEdit.Merge(var item, var other, var text) when item != other && At(item) is { } one && At(other) is { } two:
                slots[item - 1] = slots[other - 1] = null;
                added.Add(new NoteItem(text, one.Helpful + two.Helpful, one.Harmful + two.Harmful));
                break;
            case NoteEdit.Delete(var item) when At(item) is not null:
                slots[item - 1] = null;
                break;
            case NoteEdit.Helped(var item) when At(item) is { } held:
                slots[item - 1] = held with { Helpful = held.Helpful + 1 };
                break;
            case NoteEdit.Harmed(var item) when At(item) is { } held:
                slots[item - 1] = held with { Harmful = held.Harmful + 1 };
                break;
            default:
                break;
        }

        NoteItem? At(int item) => item >= 1 && item <= slots.Count ? slots[item - 1] : null;

        void AddOrConfirm(string text)
        {
            var same = slots.FindIndex(item => string.Equals(item?.Text, text, StringComparison.OrdinalIgnoreCase));
            if (same >= 0)
            {
                // What is said again stands among the newest.
                added.Add(slots[same]! with { Helpful = slots[same]!.Helpful + 1 });
                slots[same] = null;
            }
            else if (!added.Any(item => string.Equals(item.Text, text, StringComparison.OrdinalIgnoreCase)))
            {
                added.Add(new NoteItem(text, 1, 0));
            }
        }
    }

    private sealed record Line(
        [property: JsonPropertyName("text"), JsonRequired] string Text,
        [property: JsonPropertyName("helpful"), JsonRequired] int Helpful,
        [property: JsonPropertyName("harmful"), JsonRequired] int Harmful);
}
