using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>Notes by task, newest first. Lies in the artifact as <c>notes.json</c>, readable by people.</summary>
internal sealed class Notebook
{
    private const string FileName = "notes.json";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };
    private readonly SortedDictionary<string, List<string>> _notes;

    private Notebook(SortedDictionary<string, List<string>> notes)
    {
        _notes = notes;
    }

    /// <summary>The notebook of an artifact; an empty one where there is none yet.</summary>
    public static Notebook Read(Artifact? artifact)
    {
        var notes = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        if (artifact is not null)
        {
            var path = artifact.PathOf(FileName);
            try
            {
                var read = JsonSerializer.Deserialize<Dictionary<string, List<string>>>(File.ReadAllText(path)) ?? [];
                foreach (var (task, lines) in read)
                {
                    notes[task] = lines;
                }
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                throw new UserErrorException($"notebook {path} cannot be read ({e.Message}); restore it", e);
            }
        }

        return new Notebook(notes);
    }

    public IReadOnlyList<string> Of(string task) => _notes.GetValueOrDefault(task, []);

    /// <summary>Takes in new notes within the budget and gives the task's notes as they now stand.</summary>
    public IReadOnlyList<string> Update(string task, IReadOnlyList<string> written, ITokenizer tokenizer, NotesSettings settings)
    {
        var kept = new List<string>();
        var left = settings.TokensMax;
        var candidates = settings.KeepsOlder || written.Count == 0 ? written.Concat(Of(task)) : written;
        foreach (var note in candidates.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            left -= tokenizer.Count(note);
            if (left < 0)
            {
                break;
            }

            kept.Add(note);
        }

        _notes[task] = kept;
        return kept;
    }

    public void Write(string folder) =>
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(_notes, Readable) + "\n");
}
