using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// Keeps its latest experience word for word and plays with as much of it in the context window as fits behind the
/// documents, the oldest episodes dropped first.
/// </summary>
public sealed class ContextLearner : ILearner
{
    private const string ExperienceFile = "experience.jsonl";
    private readonly LearnerTools _tools;
    private readonly int _episodesMax;

    public ContextLearner(LearnerTools tools, LearnerSettings settings)
    {
        _tools = tools;
        _episodesMax = settings.Whole("episodes_max", 1, 1_000_000);
        settings.RefuseUnread();
    }

    public string Id => "context";

    public string Summary => "the latest episodes word for word in the context window";

    public LearnerPath Path => LearnerPath.Memory;

    public StudyRhythm Rhythm => StudyRhythm.EveryBlock;

    public int ExamAttempts => 1;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var episodes = Remembered(request.Before).Concat(request.Experience).TakeLast(_episodesMax);
        EpisodeJson.WriteFile(System.IO.Path.Combine(request.Folder, ExperienceFile), episodes);
        return new Learned(Artifact.Of(request.Folder), Cost.None, []);
    }

    public IPlayer Open(Artifact? artifact)
    {
        var episodes = Remembered(artifact);
        var recollections = new RecollectionCache(turn => new Recollection
        {
            Documents = turn.Documents,
            Episodes = [.. episodes.Where(e => e.TaskId == turn.TaskId)],
        });
        return new ModelPlayer(_tools.Model, _tools.Prompt, recollections.Of, _tools.Limits);
    }

    private static IReadOnlyList<EpisodeRecord> Remembered(Artifact? artifact) =>
        artifact is null ? [] : EpisodeJson.ReadFile(artifact.PathOf(ExperienceFile));
}
