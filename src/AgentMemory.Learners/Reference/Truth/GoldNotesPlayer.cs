using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Reference.Truth;

/// <summary>
/// A model that plays with notes whose truth is not in doubt: all of them where they fit the window, else those on what it is asked.
/// </summary>
internal static class GoldNotesPlayer
{
    /// <summary>Opens the player.</summary>
    /// <param name="tools">The run's.</param>
    /// <param name="truths">Where tasks are looked up.</param>
    /// <param name="notesOf">All notes of a task, by its id.</param>
    /// <param name="examplesOf">Games that are shown behind the notes, as many as still fit.</param>
    public static IPlayer Open(
        LearnerTools tools,
        TruthShelf truths,
        Func<string, IReadOnlyList<string>> notesOf,
        Func<string, IReadOnlyList<EpisodeRecord>>? examplesOf = null)
    {
        var window = new Window(tools);
        var notes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        // The same object again saves composing the prompt's beginning at every turn.
        var known = new Dictionary<string, Recollection>(StringComparer.Ordinal);
        return new ModelPlayer(tools.Model, tools.Prompt, Recall, tools.Limits);

        Recollection Recall(Turn turn)
        {
            if (!notes.TryGetValue(turn.TaskId, out var all))
            {
                notes[turn.TaskId] = all = notesOf(turn.TaskId);
            }

            var shown = Fits(window, tools, turn, all) ? all : truths.Truth(turn.TaskId).NotesOn(all, turn.View.Text);
            var key = $"{turn.TaskId}\n{string.Join('\n', turn.Documents.Select(document => document.Title))}\n{string.Join('\n', shown)}";
            return known.TryGetValue(key, out var recollection)
                ? recollection
                : known[key] = new Recollection { Documents = turn.Documents, Notes = shown, Episodes = examplesOf?.Invoke(turn.TaskId) ?? [] };
        }
    }

    /// <summary>Whether the notes fit behind the documents.</summary>
    public static bool Fits(Window window, LearnerTools tools, Turn turn, IReadOnlyList<string> notes)
    {
        var room = window.BehindDocuments(turn.Documents);
        return tools.Prompt.Compose(new Recollection { Documents = [], Notes = notes }, window.Tokenizer, room).NotesLeftOut == 0;
    }
}
