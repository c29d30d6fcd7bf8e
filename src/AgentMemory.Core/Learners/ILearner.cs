using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Learners;

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

/// <summary>
/// Something that learns a task. A learner holds no state of its own between calls: all it carries on is in the
/// artifact, so that a new process goes on where the old one stopped.
/// </summary>
public interface ILearner
{
    /// <summary>The word users type.</summary>
    string Id { get; }

    /// <summary>Whether it carries nothing from block to block, whatever it practised: the exam of block 0 then holds for all.</summary>
    bool KeepsNothing => false;

    /// <summary>Whether it replies without the model, so that nothing is read or written when it is asked.</summary>
    bool AsksNoModel => false;

    LearnerPath Path { get; }

    /// <summary>How often each exam episode may be tried; the best attempt counts and every one is charged.</summary>
    int ExamAttempts => 1;

    /// <summary>
    /// Whether it practises in another world of the same family than it is examined in: a control that shows what any experience does.
    /// Its episodes bear the id of the examined task.
    /// </summary>
    bool PractisesInAnotherWorld => false;

    /// <summary>Whether its study needs episodes that its own players chose, so that episodes which all learners share cannot take their place.</summary>
    bool NeedsOwnEpisodes => false;

    /// <summary>The rounds of a block: at least one, and together no more than so many episodes.</summary>
    IReadOnlyList<PracticeRound> Rounds(int episodes) => [new PracticeRound { Starts = episodes }];

    /// <summary>Learns from new experience. The files it leaves are written to <see cref="StudyRequest.Folder"/>.</summary>
    Learned Study(StudyRequest request, CancellationToken cancellation);

    /// <summary>A player frozen at what was learnt; <paramref name="artifact"/> is null before any study.</summary>
    IPlayer Open(Artifact? artifact);

    /// <summary>The player of a practice round; but for rounds of a teacher the one that the exam opens.</summary>
    IPlayer Open(Artifact? artifact, PracticeRound round) => Open(artifact);
}

/// <summary>All that a study has to go by.</summary>
public sealed record StudyRequest
{
    /// <summary>What the learner knew before, or null at the first study.</summary>
    public required Artifact? Before { get; init; }

    /// <summary>Documents of the tasks practised, each under its task's id.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Document>> Documents { get; init; }

    /// <summary>What was practised in the round, in order.</summary>
    public required IReadOnlyList<EpisodeRecord> Experience { get; init; }

    /// <summary>The round that this study ends.</summary>
    public required PracticeRound Round { get; init; }

    /// <summary>Number of the round in its block, from 0.</summary>
    public int RoundNumber { get; init; }

    /// <summary>
    /// Whether a text asks a question that exams alone may ask, as far as a task lists them. What a learner writes for itself to learn from
    /// is held to this as practice is.
    /// </summary>
    public Func<string, bool> AsksExamQuestion { get; init; } = static _ => false;

    /// <summary>
    /// Draws inputs of a practised task without their answers, to be learnt from as a teacher answers them: views of questions or starts
    /// that practice may show, and of those that are free for self-made questions; none that exams alone may ask. The task's id, how many
    /// are wanted at most, and what rules the draw.
    /// </summary>
    public Func<string, int, Rng, IReadOnlyList<View>> Unlabelled { get; init; } = static (_, _, _) => [];

    /// <summary>An empty folder for the artifact's files.</summary>
    public required string Folder { get; init; }

    public required Rng Rng { get; init; }
}

/// <summary>What a study left behind and what it took.</summary>
/// <param name="Artifact">The files, or null where nothing is kept.</param>
/// <param name="Cost">Without the practice episodes, which are charged where they are played. Its seconds are the room's to measure.</param>
/// <param name="Remarks">Plain lines for the log and the report: an edited note, a loss.</param>
public sealed record Learned(Artifact? Artifact, Cost Cost, IReadOnlyList<string> Remarks)
{
    /// <summary>Begins a remark that readers of the results have to know: the report repeats it among its cautions.</summary>
    public const string Caution = "caution: ";
}
