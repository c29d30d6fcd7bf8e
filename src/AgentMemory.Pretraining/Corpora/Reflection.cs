using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Play;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Notes at a life's end, in both ways in which a learner keeps them: all notes written anew under their heading, or
/// edits of numbered notes with their counts, behind the request that asks for them. All that is written is true.
/// </summary>
internal sealed class Reflection(PlayPrompt prompt, LifeSettings settings, bool reflects, bool edits)
{
    private const int LinesMax = 8;

    /// <summary>Whether notes are edited; otherwise they are written anew, or not at all.</summary>
    public bool Edits => reflects && edits;

    /// <summary>A text at least about as long as what may be written.</summary>
    public string Longest(IReadOnlyList<string> truth, IReadOnlyList<string> notes) => !reflects
        ? ""
        : (edits ? Request(notes, new Rng(0)) + "# \n" : prompt.NotesHeading()) + string.Concat(truth.Select(prompt.Note));

    /// <summary>Writes what was found; false where there is nothing to write.</summary>
    /// <param name="script">The life so far.</param>
    /// <param name="found">What is known, a line each.</param>
    /// <param name="truth">All that is so.</param>
    /// <param name="notes">The notes so far.</param>
    /// <param name="rng">For the counts of the notes.</param>
    public bool Write(
        LifeScript script, IReadOnlyList<string> found, IReadOnlyList<string> truth, IReadOnlyList<string> notes, Rng rng)
    {
        if (!reflects || found.Count == 0)
        {
            return false;
        }

        if (!edits)
        {
            script.Add(prompt.NotesHeading(), 0);
            foreach (var note in found)
            {
                script.Add(prompt.Note(note), settings.NotesWeight, LifeKind.Notes);
            }

            return true;
        }

        script.Add(Request(notes, rng));
        foreach (var line in Lines(found, truth, notes))
        {
            script.Add(line + "\n", settings.NotesWeight, LifeKind.Notes);
        }

        return true;
    }

    private string Request(IReadOnlyList<string> notes, Rng rng)
    {
        var listed = notes.Select((note, i) => prompt.Book.Fill(
            "reflect/item",
            ("number", Number(i + 1)),
            ("text", note),
            ("helpful", Number(rng.Next(1, 4))),
            ("harmful", Number(rng.Next(0, 2)))));
        return prompt.Book.Fill(
            "reflect/edit",
            ("notes", notes.Count == 0 ? prompt.Book.Text("reflect/none") : string.Join('\n', listed)),
            ("lines", Number(LinesMax))) + "\n";
    }

    // First what is wrong, then what is new, then what was right: where not all fit, the last is missed least.
    private static IEnumerable<string> Lines(IReadOnlyList<string> found, IReadOnlyList<string> truth, IReadOnlyList<string> notes)
    {
        var known = found.ToHashSet(StringComparer.Ordinal);
        var wrong = Enumerable.Range(0, notes.Count).Where(i => !truth.Contains(notes[i], StringComparer.Ordinal)).ToList();
        var fresh = found.Where(n => !notes.Contains(n, StringComparer.Ordinal)).ToList();
        var right = Enumerable.Range(0, notes.Count).Where(i => known.Contains(notes[i]));
        var why = (wrong.Count, fresh.Count) switch
        {
            (0, 0) => "the notes were right",
            (0, _) => $"not noted: {fresh[0]}",
            _ => $"wrong: {notes[wrong[0]]}",
        };
        return
        [
            $"# {why}",
            .. wrong.Select(i => $"! {Number(i + 1)}").Concat(fresh.Select(n => $"- {n}")).Concat(right.Select(i => $"+ {Number(i + 1)}"))
                .Take(LinesMax),
        ];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
