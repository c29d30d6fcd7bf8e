using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Weights.Experience;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>What every weights learner shares around its artifact: names, documents, players.</summary>
internal static class AdapterWearing
{
    public const string AdapterName = "adapter.gguf";
    public const string ExperienceName = "experience.jsonl";
    public const string StateName = "moments.gguf";

    /// <summary>A file of the artifact, or null where it is not there.</summary>
    public static string? FileOf(Artifact? artifact, string name) =>
        artifact is not null && File.Exists(artifact.PathOf(name)) ? artifact.PathOf(name) : null;

    /// <summary>Lessons kept in the artifact.</summary>
    public static IReadOnlyList<Lesson> Lessons(Artifact? artifact) =>
        artifact is null ? [] : Lesson.Read(artifact.PathOf(ExperienceName));

    /// <summary>The documents of a task that its exam shows.</summary>
    public static IReadOnlyList<Document> ShownAtExam(StudyRequest request, string task) =>
        request.Documents.TryGetValue(task, out var documents) ? [.. documents.Where(d => d.OpenBook)] : [];

    /// <summary>These files of the artifact as adapters to be worn, as far as they are there.</summary>
    public static IReadOnlyList<WornAdapter> Worn(Artifact? artifact, params ReadOnlySpan<string> names) =>
        [.. names.ToArray().Select(name => FileOf(artifact, name)).OfType<string>().Select(path => new WornAdapter(path))];

    /// <summary>A player that sees documents alone and wears these adapters.</summary>
    public static IPlayer Player(WeightsTools tools, IReadOnlyList<WornAdapter> worn)
    {
        var model = worn.Count == 0 ? tools.Model : tools.Model.Wear(worn);
        var known = new Dictionary<string, Recollection>(StringComparer.Ordinal);
        return new ModelPlayer(model, tools.Prompt, Recall, tools.Limits, disposesModel: worn.Count > 0);

        // The same object as long as the documents are the same saves composing them again.
        Recollection Recall(Turn turn)
        {
            if (!known.TryGetValue(turn.TaskId, out var recollection) || !recollection.Documents.SequenceEqual(turn.Documents))
            {
                known[turn.TaskId] = recollection = new Recollection { Documents = turn.Documents };
            }

            return recollection;
        }
    }

    /// <summary>Takes a file over from the earlier artifact, where it is there.</summary>
    public static void Carry(StudyRequest request, string name)
    {
        if (FileOf(request.Before, name) is { } earlier)
        {
            File.Copy(earlier, System.IO.Path.Combine(request.Folder, name));
        }
    }
}
