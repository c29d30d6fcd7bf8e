using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>
/// Plays each exam episode several times and lets the best attempt count, keeping nothing between episodes: the
/// control that separates learning from trying again.
/// </summary>
public sealed class RetryLearner : ILearner
{
    private readonly LearnerTools _tools;

    public RetryLearner(LearnerTools tools, LearnerSettings settings)
    {
        _tools = tools;
        ExamAttempts = settings.Whole("attempts", 1, 100);
        settings.RefuseUnread();
    }

    public string Id => "retry";

    public string Summary => "several attempts at each exam episode, the best counts, nothing kept";

    public LearnerPath Path => LearnerPath.Reference;

    public int ExamAttempts { get; }

    public Learned Study(StudyRequest request, CancellationToken cancellation) => new(null, Cost.None, []);

    public IPlayer Open(Artifact? artifact) => DocumentsPlayer.Open(_tools);
}
