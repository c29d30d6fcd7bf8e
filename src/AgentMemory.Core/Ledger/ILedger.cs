using System.Text.Json.Serialization;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Ledger;

/// <summary>
/// The store of every trial, block, episode, cost and artifact hash of one run. A block is written whole or not at
/// all, so that a killed run loses at most the block in progress.
/// </summary>
public interface ILedger : IDisposable
{
    /// <summary>Writes down whose run this is, or checks that it is the same run again.</summary>
    /// <exception cref="UserErrorException">The ledger belongs to another plan, model or wording.</exception>
    void Begin(RunIdentity identity);

    /// <summary>Whose run it is, or null before the first <see cref="Begin"/>.</summary>
    RunIdentity? Identity();

    /// <summary>Every finished block, in the order of trials and blocks, without its episodes.</summary>
    IReadOnlyList<BlockResult> Blocks();

    /// <summary>The episodes of one trial's block.</summary>
    IReadOnlyList<LedgerEpisode> Episodes(TrialKey trial, int block);

    /// <summary>Writes one finished block in one transaction.</summary>
    void Write(BlockResult block);
}

/// <summary>What a run is made of, by hash: the same four give the same results.</summary>
public sealed record RunIdentity
{
    public required string PlanSha256 { get; init; }

    public required string PromptsSha256 { get; init; }

    public required string ModelSha256 { get; init; }

    /// <summary>The resolved plan, whole.</summary>
    public required string PlanText { get; init; }

    /// <summary>What computes the replies, with its processor variant: digits differ between them. Empty where nothing does.</summary>
    public string Engine { get; init; } = "";

    /// <summary>What else is known of the model, as JSON; empty where nothing is. Not part of the identity.</summary>
    public string ModelText { get; init; } = "";
}

/// <summary>One learner on one stream with one seed.</summary>
/// <param name="Learner">The learner's id.</param>
/// <param name="Stream">Number of the stream in the plan, from 0.</param>
/// <param name="Seed">Number of the seed, from 1.</param>
public sealed record TrialKey(string Learner, int Stream, int Seed);

/// <summary>One block of a trial: what was practised, studied and scored.</summary>
public sealed record BlockResult
{
    public required TrialKey Trial { get; init; }

    public required LearnerPath Path { get; init; }

    /// <summary>0 is the exam before any practice.</summary>
    public required int Block { get; init; }

    /// <summary>Hash of the artifact after study, or null where nothing is kept.</summary>
    public required string? ArtifactSha256 { get; init; }

    public required long ArtifactBytes { get; init; }

    /// <summary>Since the trial began; exams, practice and study alike.</summary>
    public required Cost CostSoFar { get; init; }

    /// <summary>
    /// What one further game takes with what is known by now, as at the exam: of the prompt what many games share is read once for all.
    /// </summary>
    public Cost UsePerGame { get; init; } = Cost.None;

    /// <summary>Practice episodes since the trial began.</summary>
    public required int PracticeSoFar { get; init; }

    /// <summary>One score per task of the stream.</summary>
    public required IReadOnlyList<TaskScore> Scores { get; init; }

    /// <summary>
    /// The block whose exam these scores are of, and which holds its episodes: this one, or an earlier one where nothing has changed
    /// since in what the learner carries. An unchanged artifact does not sit the same exam twice.
    /// </summary>
    public required int ExamBlock { get; init; }

    /// <summary>What the learner had to say of its study.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Titles of documents that did not fit the window at an exam.</summary>
    public IReadOnlyList<string> DocumentsLeftOut { get; init; } = [];

    /// <summary>
    /// Nats a token on held-out text of the model's own corpus, with what the learner's player wears; null where the plan names
    /// no such text. A measurement: charged to nobody.
    /// </summary>
    public double? HeldOutLoss { get; init; }

    /// <summary>Empty when read back with <see cref="ILedger.Blocks"/>.</summary>
    public required IReadOnlyList<LedgerEpisode> Episodes { get; init; }
}

/// <summary>A task's exam, summed up.</summary>
/// <param name="Task">As named in the plan.</param>
/// <param name="Raw">Mean outcome over the exam episodes.</param>
/// <param name="Floor">A random player's mean.</param>
/// <param name="Ceiling">The best player's mean.</param>
/// <param name="IllegalRate">Share of replies that could not be read.</param>
public sealed record TaskScore(string Task, double Raw, double Floor, double Ceiling, double IllegalRate)
{
    /// <summary>0 is a random player, 1 the best possible.</summary>
    public double Score => Normalised(Raw);

    /// <summary>How the score was found.</summary>
    public ExamForm Form { get; init; }

    /// <summary>The same score on those questions alone that this learner's practice has shown by now; null where there are none.</summary>
    public double? MetScore { get; init; }

    /// <summary>
    /// Of an exact exam by states, the mean regret over the states that this learner's practice never led to, as a share of the range
    /// from floor to ceiling; null where they are fewer than eight.
    /// </summary>
    public double? UnmetRegret { get; init; }

    /// <summary>Bits that the task hides; null where they cannot be counted.</summary>
    public double? HiddenBits { get; init; }

    /// <summary>E(n): bits of the hidden part that this learner's own practice has told by now; null where that cannot be computed.</summary>
    public double? EvidenceBits { get; init; }

    /// <summary>
    /// The same game by game, with the exact reader's curve: what evidence used is measured by. Null where the family has no such
    /// measurement, and in ledgers of before it.
    /// </summary>
    public TranscriptEvidence? Evidence { get; init; }

    /// <summary>
    /// What the exact reader of just that scores which the prompt held, on the same questions; null where it cannot be computed, and
    /// for learners that keep nothing in a prompt.
    /// </summary>
    public double? PromptReaderScore { get; init; }

    /// <summary>Question by question, or state by state.</summary>
    public ExamDetail Detail { get; init; } = ExamDetail.None;

    /// <summary>A raw figure on the scale of the score.</summary>
    public double Normalised(double raw) => (raw - Floor) / (Ceiling - Floor);
}

/// <summary>How an exam finds a score.</summary>
public enum ExamForm
{
    /// <summary>The mean of some episodes, which chance has drawn.</summary>
    Sampled,

    /// <summary>Every question asked, or every decision state: no chance in it.</summary>
    Exact,
}

/// <summary>What was asked and what came of it.</summary>
public sealed record ExamDetail
{
    public static ExamDetail None { get; } = new();

    [JsonIgnore]
    public bool IsEmpty => Exam.Count == 0 && Practice.Count == 0 && Replies.Count == 0;

    /// <summary>Questions that practice never shows.</summary>
    public IReadOnlyList<QuestionMark> Exam { get; init; } = [];

    /// <summary>Questions of the practice part, met by now or not.</summary>
    public IReadOnlyList<QuestionMark> Practice { get; init; } = [];

    /// <summary>Whether the score is that of the practice part, since practice tells nothing of the other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ScoresPractice { get; init; }

    /// <summary>The score both ways, where replies were measured both ways; one of them is the score.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RankedMarks? Ways { get; init; }

    /// <summary>Of an exam by states, the reply in each, in the order of the states.</summary>
    public IReadOnlyList<string> Replies { get; init; } = [];

    /// <summary>Of an exam by states, how many of them this learner's practice never led to; null elsewhere, and in ledgers of before it.</summary>
    public int? StatesUnmet { get; init; }
}

/// <summary>A question and its mark.</summary>
/// <param name="Key">See <see cref="IQuestionPartition.KeyOf"/>.</param>
/// <param name="Mark">Raw.</param>
public sealed record QuestionMark(string Key, double Mark)
{
    /// <summary>Where replies were measured both ways, the marks of either.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RankedMarks? Ways { get; init; }
}

/// <summary>What a question's replies are marked by their raw and by their calibrated figures, or the means of many.</summary>
public sealed record RankedMarks(double Raw, double Calibrated);

/// <summary>Where an episode was played.</summary>
public enum EpisodeKind
{
    Practice,
    Exam,

    /// <summary>At the exam, a question of the practice part.</summary>
    Met,
}

/// <summary>An episode as the ledger keeps it.</summary>
/// <param name="Kind">Practice or exam.</param>
/// <param name="Index">Its number in the block.</param>
/// <param name="Record">What was seen and done.</param>
/// <param name="Memory">
/// For each move what stood in front of the episode, null where it was the same as at the move before; null where it was
/// not kept, as it is for all but the first exam episode of a task.
/// </param>
public sealed record LedgerEpisode(
    EpisodeKind Kind, int Index, EpisodeRecord Record, IReadOnlyList<string?>? Memory = null);
