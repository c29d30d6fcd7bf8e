using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;

namespace AgentMemory.Learners.Memory.Notes;

/// <summary>Reflects on each task that was practised and brings the notebook up to date.</summary>
internal static class Reflection
{
    /// <returns>What it took, and the notebook as it now stands, for the log.</returns>
    public static (Cost Cost, IReadOnlyList<string> Remarks) Do(
        NoteWriter writer,
        Notebook notebook,
        int tokensMax,
        ITokenizer tokenizer,
        StudyRequest request,
        CancellationToken cancellation)
    {
        var cost = Cost.None;
        var remarks = new List<string>();
        foreach (var (task, documents) in request.Documents)
        {
            var episodes = request.Experience.Where(e => e.TaskId == task).ToList();
            if (episodes.Count == 0)
            {
                continue;
            }

            var notes = writer.Write(documents, notebook.ItemsOf(task), episodes, request.Rng.Fork(task), cancellation);
            cost += notes.Cost;
            notebook.Update(task, notes.Edits, tokenizer, tokensMax);
            remarks.AddRange(notes.Reflections.Select(line => $"{task}: # {line}"));
            remarks.AddRange(notebook.ItemsOf(task).Select(item => $"{task}: {item.Text} (+{item.Helpful} -{item.Harmful})"));
        }

        return (cost, remarks);
    }
}
