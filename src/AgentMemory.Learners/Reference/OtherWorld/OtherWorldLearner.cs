using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;

namespace AgentMemory.Learners.Reference.OtherWorld;

/// <summary>
/// A memory learner that has practised in another world of the same family: what it gains is what any experience would give, the form
/// of a game and its words, and none of it knowledge of this world.
/// </summary>
public sealed class OtherWorldLearner : ILearner
{
    private readonly ILearner _inner;

    /// <param name="inner">The learner; a name and a path of its own are given to it.</param>
    public OtherWorldLearner(ILearner inner) => _inner = inner;

    public string Id => "other-world";

    public LearnerPath Path => LearnerPath.Reference;

    public int ExamAttempts => _inner.ExamAttempts;

    public bool PractisesInAnotherWorld => true;

    public bool NeedsOwnEpisodes => _inner.NeedsOwnEpisodes;

    public IReadOnlyList<PracticeRound> Rounds(int episodes) => _inner.Rounds(episodes);

    public Learned Study(StudyRequest request, CancellationToken cancellation) => _inner.Study(request, cancellation);

    public IPlayer Open(Artifact? artifact) => _inner.Open(artifact);

    public IPlayer Open(Artifact? artifact, PracticeRound round) => _inner.Open(artifact, round);
}
