namespace AgentMemory.Core;

/// <summary>Which side of the comparison a learner stands on.</summary>
public enum LearnerPath
{
    /// <summary>Weights stay fixed.</summary>
    Memory,

    /// <summary>The adapter changes.</summary>
    Weights,

    /// <summary>Both at once.</summary>
    Both,

    /// <summary>Neither: a yardstick.</summary>
    Reference,
}

/// <summary>When a learner updates itself.</summary>
public enum StudyRhythm
{
    EveryBlock,
    EveryEpisode,
}

/// <summary>
/// Something that learns a task. A learner holds no state of its own between calls: all it carries on is in the
/// artifact, so that a new process goes on where the old one stopped.
/// </summary>
public interface ILearner
{
    /// <summary>The word users type.</summary>
    string Id { get; }

    LearnerPath Path { get; }

    StudyRhythm Rhythm { get; }

    /// <summary>How often each exam episode may be tried; the best attempt counts and every one is charged. 1 but for retry.</summary>
    int ExamAttempts { get; }

    /// <summary>
    /// The share of a block's practice budget, from 0 to 1, that the learner plays itself inside its study; the rest is
    /// played before it.
    /// </summary>
    double PracticeInStudy => 0;

    /// <summary>
    /// Whether it practises in another world of the same family than it is examined in: a control that shows what any experience does.
    /// Its episodes bear the id of the examined task.
    /// </summary>
    bool PractisesInAnotherWorld => false;

    /// <summary>Learns from new experience. The files it leaves are written to <see cref="StudyRequest.Folder"/>.</summary>
    Learned Study(StudyRequest request, CancellationToken cancellation);

    /// <summary>A player frozen at what was learnt; <paramref name="artifact"/> is null before any study.</summary>
    IPlayer Open(Artifact? artifact);
}

/// <summary>All that a study has to go by.</summary>
public sealed record StudyRequest
{
    /// <summary>What the learner knew before, or null at the first study.</summary>
    public required Artifact? Before { get; init; }

    /// <summary>Documents of the tasks practised, each under its task's id.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Document>> Documents { get; init; }

    /// <summary>What was practised since the last study, in order.</summary>
    public required IReadOnlyList<EpisodeRecord> Experience { get; init; }

    /// <summary>Further episodes out of the same practice budget.</summary>
    public required IPractice Practice { get; init; }

    /// <summary>
    /// Whether a text asks a question that exams alone may ask, as far as a task lists them. What a learner writes for itself to learn from
    /// is held to this as practice is.
    /// </summary>
    public Func<string, bool> AsksExamQuestion { get; init; } = static _ => false;

    /// <summary>An empty folder for the artifact's files.</summary>
    public required string Folder { get; init; }

    public required Rng Rng { get; init; }
}

/// <summary>Lets a study play further episodes, as long as the practice budget lasts.</summary>
public interface IPractice
{
    /// <summary>Episodes left in this block's budget.</summary>
    int EpisodesLeft { get; }

    /// <summary>Plays up to <paramref name="episodes"/> fresh practice episodes; fewer when the budget ends.</summary>
    IReadOnlyList<EpisodeRecord> Play(IPlayer player, int episodes, CancellationToken cancellation);

    /// <summary>
    /// Plays up to <paramref name="starts"/> fresh practice episodes <paramref name="attempts"/> times each, every attempt an
    /// episode of the budget; the attempts of one start stand one after another. Fewer starts when the budget ends.
    /// </summary>
    IReadOnlyList<EpisodeRecord> Play(IPlayer player, int starts, int attempts, CancellationToken cancellation);
}

/// <summary>What a study left behind and what it took.</summary>
/// <param name="Artifact">The files, or null where nothing is kept.</param>
/// <param name="Cost">Without the practice episodes, which are charged where they are played.</param>
/// <param name="Remarks">Plain lines for the log and the report: an edited note, a loss.</param>
public sealed record Learned(Artifact? Artifact, Cost Cost, IReadOnlyList<string> Remarks);
