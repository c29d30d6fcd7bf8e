using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// Test-time training: a small step after every episode, so that the adapter is a state carried from episode to episode. The
/// optimiser's moments are part of that state; an episode is measured against those before it.
/// </summary>
public sealed class OnlineLearner : ILearner, IAdapted
{
    private readonly WeightsTools _tools;
    private readonly OnlineSettings _settings;
    private readonly TimeProvider _time;

    public OnlineLearner(WeightsTools tools, OnlineSettings settings, TimeProvider time)
    {
        _tools = tools;
        _settings = settings;
        _time = time;
    }

    public string Id => "online";

    public LearnerPath Path => LearnerPath.Weights;

    public StudyRhythm Rhythm => StudyRhythm.EveryEpisode;

    public int ExamAttempts => 1;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var done = new EpisodeStep(_tools, _settings).Take(request, worn: [], AdapterWearing.AdapterName, cancellation);
        return done.Remark is null
            ? new Learned(Artifact.Of(request.Folder), Cost.None, [])
            : new Learned(
                Artifact.Of(request.Folder), done.Cost with { Seconds = _time.GetElapsedTime(start).TotalSeconds }, [done.Remark]);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));
}
