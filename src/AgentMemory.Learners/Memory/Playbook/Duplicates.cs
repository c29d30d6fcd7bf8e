using AgentMemory.Learners.Memory.Notes;

namespace AgentMemory.Learners.Memory.Playbook;

/// <summary>Finds items that are said twice: two texts whose words are nearly the same, whatever their order and case.</summary>
internal static class Duplicates
{
    /// <summary>
    /// The same edits, but that an item to add which is there already counts that one up, and one that this reply adds twice is added once.
    /// </summary>
    /// <param name="edits">Of one reply.</param>
    /// <param name="items">All items, numbered from 1 in edits.</param>
    /// <param name="share">Shared words over the words of both, from which on two are one.</param>
    public static (IReadOnlyList<NoteEdit> Edits, int Found) Counted(IReadOnlyList<NoteEdit> edits, IReadOnlyList<NoteItem> items, double share)
    {
        var (kept, added, found) = (new List<NoteEdit>(), new List<HashSet<string>>(), 0);
        HashSet<string>[] known = [.. items.Select(item => WordsOf(item.Text))];
        foreach (var edit in edits)
        {
            if (edit is not NoteEdit.Add(var text))
            {
                kept.Add(edit);
                continue;
            }

            var words = WordsOf(text);
            var same = Array.FindIndex(known, other => Alike(words, other) >= share);
            if (same >= 0)
            {
                kept.Add(new NoteEdit.Helped(same + 1));
                found++;
            }
            else if (added.Any(other => Alike(words, other) >= share))
            {
                found++;
            }
            else
            {
                kept.Add(edit);
                added.Add(words);
            }
        }

        return (kept, found);
    }

    private static double Alike(HashSet<string> one, HashSet<string> other)
    {
        var shared = one.Count(other.Contains);
        return one.Count + other.Count == 0 ? 1 : (double)shared / (one.Count + other.Count - shared);
    }

    private static HashSet<string> WordsOf(string text) =>
    [
        .. string.Concat(text.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries),
    ];
}
