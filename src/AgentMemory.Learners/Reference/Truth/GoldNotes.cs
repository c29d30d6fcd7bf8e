using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Reference.Truth;

/// <summary>
/// Notes whose truth is not in doubt, in a player's prompt: all of them where they fit the window, else those on what it is asked.
/// </summary>
internal static class GoldNotes
{
    /// <summary>What a player's prompt holds at a turn.</summary>
    /// <param name="tools">The run's.</param>
    /// <param name="truths">Where tasks are looked up.</param>
    /// <param name="notesOf">All notes of a task, by its id.</param>
    /// <param name="reasonsOf">Worked examples that are shown behind the notes, as many as still fit.</param>
    public static Func<Turn, Recollection> Recalled(
        LearnerTools tools,
        TruthShelf truths,
        Func<string, IReadOnlyList<string>> notesOf,
        Func<string, IReadOnlyList<NoteReason>>? reasonsOf = null)
    {
        var window = new Window(tools);
        var all = new Dictionary<string, (IReadOnlyList<string> Notes, IReadOnlyList<NoteReason> Reasons)>(StringComparer.Ordinal);
        // The same object again saves composing the prompt's beginning at every turn.
        var known = new Dictionary<string, Recollection>(StringComparer.Ordinal);
        return Recall;

        Recollection Recall(Turn turn)
        {
            if (!all.TryGetValue(turn.TaskId, out var truth))
            {
                all[turn.TaskId] = truth = (notesOf(turn.TaskId), reasonsOf?.Invoke(turn.TaskId) ?? []);
            }

            var shown = Shown(window, tools, truths.Truth(turn.TaskId), turn.Documents, truth.Notes, truth.Reasons, turn.View.Text);
            var key = $"{turn.TaskId}\n{string.Join('\n', turn.Documents.Select(document => document.Title))}\n{string.Join('\n', shown.Lines)}";
            return known.TryGetValue(key, out var recollection)
                ? recollection
                : known[key] = new Recollection { Documents = turn.Documents, Notes = shown.Lines };
        }
    }

    /// <summary>
    /// What is given to the window: all notes where they fit, else those on what is asked; then their reasons, all where they fit beside the
    /// notes, else those of the notes on what is asked. What still does not fit is left out from the end.
    /// </summary>
    public static ShownTruth Shown(
        Window window,
        LearnerTools tools,
        IDemonstrable truth,
        IReadOnlyList<Document> documents,
        IReadOnlyList<string> notes,
        IReadOnlyList<NoteReason> reasons,
        string view)
    {
        var room = window.BehindDocuments(documents);
        var isWhole = LeftOut(notes) == 0;
        if (isWhole && reasons.Count == 0)
        {
            return new ShownTruth(isWhole, notes, reasons, 0, 0);
        }

        var asked = truth.NotesOn(notes, view);
        var shown = isWhole ? notes : asked;
        if (LeftOut([.. shown, .. reasons.Select(reason => reason.Text)]) > 0)
        {
            reasons = [.. reasons.Where(reason => reason.Note is null || asked.Contains(reason.Note))];
        }

        var left = LeftOut([.. shown, .. reasons.Select(reason => reason.Text)]);
        return new ShownTruth(isWhole, shown, reasons, Math.Max(0, left - reasons.Count), Math.Min(left, reasons.Count));

        int LeftOut(IReadOnlyList<string> lines) =>
            tools.Prompt.Compose(new Recollection { Documents = [], Notes = lines }, window.Tokenizer, room).NotesLeftOut;
    }
}

/// <summary>Notes and reasons that are given to a window, and how many of them it has no room for.</summary>
/// <param name="IsWhole">Whether they are all notes of the task, and not only those on what is asked.</param>
/// <param name="Notes">In their order.</param>
/// <param name="Reasons">They follow the notes.</param>
/// <param name="NotesLeftOut">The last ones.</param>
/// <param name="ReasonsLeftOut">The last ones.</param>
internal sealed record ShownTruth(
    bool IsWhole, IReadOnlyList<string> Notes, IReadOnlyList<NoteReason> Reasons, int NotesLeftOut, int ReasonsLeftOut)
{
    /// <summary>As they stand in the prompt.</summary>
    public IReadOnlyList<string> Lines { get; } = [.. Notes, .. Reasons.Select(reason => reason.Text)];
}
