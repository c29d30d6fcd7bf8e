using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Training;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>Everything a pretraining run is set by.</summary>
public sealed record PretrainPlan
{
    /// <summary>general.name of the model.</summary>
    public required string Name { get; init; }

    public required PretrainShape Shape { get; init; }

    public required PretrainCourse Course { get; init; }

    /// <summary>What lives are drawn from.</summary>
    public required IReadOnlyList<CorpusPart> Corpus { get; init; }

    /// <summary>Families, and ranges of parameters such as "heaps?most=7|8", that the corpus must never draw.</summary>
    public IReadOnlyList<string> KeptOut { get; init; } = [];

    public required LifeSettings Life { get; init; }

    /// <summary>
    /// A curriculum: phases one after another, each with a corpus and a length of its own; <see cref="Corpus"/> then holds all their parts,
    /// and the course what they have in common. Null for a run of one piece.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PretrainPhase>? Phases { get; init; }

    /// <summary>Rules every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The plan of one phase: its corpus, and its own figures in the course.</summary>
    public PretrainPlan Of(PretrainPhase phase) => this with
    {
        Phases = null,
        Corpus = phase.Corpus,
        Course = Course with
        {
            Steps = null,
            Minutes = null,
            Tokens = phase.Tokens,
            Rows = phase.Rows,
            RowTokens = phase.RowTokens,
            Accumulate = phase.Accumulate,
            Optimizer = Course.Optimizer with { LearningRate = phase.LearningRate, FinalShare = phase.FinalShare },
        },
    };

    /// <summary>
    /// A name for exactly these numbers. How long the run lasts is left out, so that a checkpoint can be carried further
    /// than was first meant.
    /// </summary>
    public string Sha256()
    {
        var lasting = this with { Course = Course with { Steps = null, Tokens = null, Minutes = null } };
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(lasting)));
    }

    /// <summary>The same as far as one phase, whose length and all that follows are left out: a checkpoint does not depend on them.</summary>
    public string Sha256UpTo(int phase) => Phases is null ? Sha256() : (this with
    {
        Phases = [.. Phases.Take(phase), Phases[phase] with { Tokens = 0 }],
        Corpus = [.. Phases.Take(phase + 1).SelectMany(p => p.Corpus)],
    }).Sha256();
}

/// <summary>
/// How long and how fast. At least one of steps, tokens and minutes must be set; the first to be reached ends the run, and
/// the learning rate falls with the one that is furthest on. Only a run without minutes has the same bits twice.
/// </summary>
public sealed record PretrainCourse
{
    public long? Steps { get; init; }

    /// <summary>Tokens read, padding not counted.</summary>
    public long? Tokens { get; init; }

    public double? Minutes { get; init; }

    /// <summary>Rows of a batch.</summary>
    public required int Rows { get; init; }

    /// <summary>Tokens of a row; the longest context that is trained.</summary>
    public required int RowTokens { get; init; }

    /// <summary>Batches whose gradients are added up for one step.</summary>
    public int Accumulate { get; init; } = 1;

    public required OptimizerSettings Optimizer { get; init; }

    public double CheckpointMinutes { get; init; } = 5;

    public double LogSeconds { get; init; } = 20;

    /// <summary>Lives of held-out tasks that the loss is measured on with every checkpoint.</summary>
    public int HeldOutLives { get; init; } = 32;
}

/// <summary>What lives of a part of the corpus are.</summary>
public enum CorpusKind
{
    /// <summary>Games: documents, notes, episodes, reflections.</summary>
    Play,

    /// <summary>Chapters, exercises with feedback, exam items.</summary>
    Field,

    /// <summary>The same with passages of the chapters, as a search finds them.</summary>
    FieldPassages,

    /// <summary>What somebody told, and questions on it.</summary>
    Facts,

    /// <summary>The same with passages of what was told. They come in any order, so only what never changed should be asked.</summary>
    FactPassages,

    /// <summary>The same with single messages, few or many.</summary>
    FactMessages,

    /// <summary>Conversations.</summary>
    Prose,

    /// <summary>Games whose end tells the right reply, in brief; see <see cref="ToldGames"/>.</summary>
    Told,
}

/// <summary>A kind of task and its share.</summary>
public sealed record CorpusPart
{
    /// <summary>A part that takes its length from <see cref="LifeSettings"/>.</summary>
    public CorpusPart(string task, double share = 1)
    {
        Task = task;
        Share = share;
    }

    public CorpusKind Kind { get; init; } = CorpusKind.Play;

    /// <summary>
    /// A task as users name it, without seed; a value may list alternatives that are drawn from:
    /// "heaps?hidden=takes&amp;piles=1|2".
    /// </summary>
    public string Task { get; init; }

    /// <summary>Its share of all tokens, among the parts' shares; it takes a life to be of the mean length asked for.</summary>
    public double Share { get; init; }

    /// <summary>Shortest life, where it differs from the others', in tokens.</summary>
    public int? TokensMin { get; init; }

    /// <summary>Longest life, where it differs from the others', in tokens.</summary>
    public int? TokensMax { get; init; }

    /// <summary>How many tasks it is drawn from, each made once; null draws ever new ones. For tasks that cost much to make.</summary>
    public int? Tasks { get; init; }

    /// <summary>Of the kind <see cref="CorpusKind.Told"/>, which takes its length from here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ToldGames? Told { get; init; }
}

/// <summary>What lives look like.</summary>
public sealed record LifeSettings
{
    /// <summary>A life's length is uniform between these, in tokens.</summary>
    public required int TokensMin { get; init; }

    public required int TokensMax { get; init; }

    /// <summary>Share of lives that begin with notes.</summary>
    public double NotesShare { get; init; } = 0.35;

    /// <summary>Of those, the share whose notes belong to the same game under another rule: believed until the history contradicts.</summary>
    public double TwinNotesShare { get; init; }

    /// <summary>Of the rest, the share whose notes belong to another game: never believed.</summary>
    public double WrongNotesShare { get; init; } = 0.15;

    /// <summary>Share of lives in whose middle a rule changes.</summary>
    public double ChangedShare { get; init; }

    /// <summary>Share of lives with episodes of another game in front, as a search over all tasks finds them.</summary>
    public double StrangersShare { get; init; }

    /// <summary>Share of lives that end with notes on what was found out.</summary>
    public double ReflectShare { get; init; } = 0.3;

    /// <summary>Of those, the share in which numbered notes are edited; in the others all notes are written anew.</summary>
    public double EditShare { get; init; }

    /// <summary>A life's rate of random replies is uniform from 0 to this.</summary>
    public double NoiseMax { get; init; } = 1;

    /// <summary>Weight of the replies.</summary>
    public double ReplyWeight { get; init; } = 1;

    /// <summary>Factor of a reply's weight while nothing is known of the hidden part.</summary>
    public double UnknownFactor { get; init; } = 3;

    /// <summary>Factor of that weight for answers to questions on a text, which are few beside it.</summary>
    public double AnswerFactor { get; init; } = 1;

    /// <summary>Weight of what the environment answers: who predicts it knows the rules.</summary>
    public double OutcomeWeight { get; init; } = 0.5;

    /// <summary>Weight of the first position of an episode, which is mostly chance.</summary>
    public double FirstViewWeight { get; init; }

    /// <summary>Weight of notes written at a life's end.</summary>
    public double NotesWeight { get; init; } = 1;

    /// <summary>Weight of the rulebook's words.</summary>
    public double DocumentWeight { get; init; }

    /// <summary>Seeds below this are kept out of the corpus: what users and plans name is never trained on.</summary>
    public int HeldOutSeeds { get; init; } = 100_000;

    /// <summary>How many different tasks the training draws from; each is made when needed and kept for a while.</summary>
    public int TasksMax { get; init; } = 1_000_000;

    /// <summary>Lives written of a task in a row, before another is made: making a task can cost more than writing a life.</summary>
    public int LivesPerTask { get; init; } = 1;
}
