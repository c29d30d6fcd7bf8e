using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Reference.Retry;

/// <summary>
/// Plays each exam episode several times and lets the best attempt count, keeping nothing between episodes: the
/// control that separates learning from trying again.
/// </summary>
public sealed class RetryLearner : ILearner
{
    private readonly LearnerTools _tools;

    public RetryLearner(LearnerTools tools, RetrySettings settings)
    {
        _tools = tools;
        ExamAttempts = settings.Attempts;
    }

    public string Id => "retry";

    public bool KeepsNothing => true;

    public LearnerPath Path => LearnerPath.Reference;

    public int ExamAttempts { get; }

    public Learned Study(StudyRequest request, CancellationToken cancellation) => new(null, Cost.None, []);

    public IPlayer Open(Artifact? artifact) => DocumentsPlayer.Open(_tools);
}
