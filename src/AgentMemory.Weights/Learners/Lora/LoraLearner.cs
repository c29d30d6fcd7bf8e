using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// After every block an adapter is trained on the learner's own episodes: advantage-weighted replies (Peng et al. 2019,
/// with filtered imitation as the case of no negative share), with good earlier lessons replayed. The player wears the
/// adapter and sees documents alone. The artifact holds <c>adapter.gguf</c>, which llama.cpp loads by itself, and
/// <c>experience.jsonl</c>, what is replayed.
/// </summary>
public sealed class LoraLearner : ILearner
{
    private const string AdapterName = "adapter.gguf";
    private const string ExperienceName = "experience.jsonl";

    private readonly LearnerTools _tools;
    private readonly LoraSettings _settings;
    private readonly TimeProvider _time;

    public LoraLearner(LearnerTools tools, LearnerSettings settings, TimeProvider time)
    {
        _tools = tools;
        _settings = LoraSettings.Read(settings);
        _time = time;
    }

    public string Id => "lora";

    public string Summary => "trains an adapter on its own episodes after every block, weighted by how well they went";

    public LearnerPath Path => LearnerPath.Weights;

    public StudyRhythm Rhythm => StudyRhythm.EveryBlock;

    public int ExamAttempts => 1;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var before = request.Before is null ? [] : Lesson.Read(request.Before.PathOf(ExperienceName));
        Lesson[] fresh = [.. request.Experience.Select(e => Lesson.Of(e, ShownAtExam(request, e.TaskId)))];
        Lesson[] known = [.. before, .. fresh];
        Lesson.Write(System.IO.Path.Combine(request.Folder, ExperienceName), Kept(known));
        var earlierAdapter = AdapterOf(request.Before);
        var adapterPath = System.IO.Path.Combine(request.Folder, AdapterName);
        var training = new LoraTraining(_tools, _settings);
        var trained = training.Train(fresh, before, earlierAdapter, adapterPath, request.Rng, cancellation);
        if (trained is not { } done)
        {
            if (earlierAdapter is not null)
            {
                File.Copy(earlierAdapter, adapterPath);
            }

            return new Learned(Artifact.Of(request.Folder), Cost.None, ["nothing to learn from: all episodes went alike"]);
        }

        var cost = done.Cost with { Seconds = _time.GetElapsedTime(start).TotalSeconds };
        return new Learned(Artifact.Of(request.Folder), cost, [done.Remark]);
    }

    public IPlayer Open(Artifact? artifact)
    {
        var documents = new Dictionary<string, Recollection>(StringComparer.Ordinal);
        var adapter = AdapterOf(artifact);
        var model = adapter is null ? _tools.Model : _tools.Model.Wear([new WornAdapter(adapter)]);
        return new ModelPlayer(model, _tools.Prompt, Recall, _tools.Limits, disposesModel: adapter is not null);

        // The same object as long as the documents are the same saves composing them again.
        Recollection Recall(Turn turn)
        {
            if (!documents.TryGetValue(turn.TaskId, out var known) || !known.Documents.SequenceEqual(turn.Documents))
            {
                known = new Recollection { Documents = turn.Documents };
                documents[turn.TaskId] = known;
            }

            return known;
        }
    }

    private static string? AdapterOf(Artifact? artifact) =>
        artifact is not null && File.Exists(artifact.PathOf(AdapterName)) ? artifact.PathOf(AdapterName) : null;

    private static IReadOnlyList<Document> ShownAtExam(StudyRequest request, string task) =>
        request.Documents.TryGetValue(task, out var documents) ? [.. documents.Where(d => d.OpenBook)] : [];

    // The latest of every task, in order, so that an old task is not pushed out by a new one.
    private IEnumerable<Lesson> Kept(IReadOnlyList<Lesson> known)
    {
        var tasks = known.Select(l => l.TaskId).Distinct(StringComparer.Ordinal).Count();
        var each = _settings.ReplayEpisodes / Math.Max(1, tasks);
        var left = known.GroupBy(l => l.TaskId, StringComparer.Ordinal).SelectMany(g => g.TakeLast(each)).ToHashSet();
        return known.Where(left.Contains);
    }
}
