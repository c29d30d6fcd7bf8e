using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Tasks;

/// <summary>A game as a task: its table, its rulebook, what it is worth to play it at random and at best.</summary>
public sealed class GameTask : ITask, IDemonstrable
{
    private readonly Lazy<HiddenShare> _hidden;
    private readonly Lazy<GameEvidence?> _evidence;
    private readonly Lazy<GameStarts> _starts;
    private readonly Lazy<(double Floor, double Ceiling)> _worth;
    private readonly Lazy<StartPartition> _partition;
    private readonly Lazy<Known<IStateExam>> _stateExam;
    private readonly Lazy<Known<IReadOnlyList<NoteReason>>> _reasons;
    private readonly Func<IDemonstrator> _demonstrate;
    private readonly EpisodeSeeds _seeds;
    private readonly GameTaskParts _parts;

    /// <summary>A task from what its family worked out.</summary>
    public GameTask(GameTaskParts parts)
    {
        _parts = parts;
        Id = parts.Id;
        Family = parts.Family;
        Documents = Rulebooks(parts.Documents);
        Table = parts.Table;
        Solution = parts.Solution;
        SeedsSkipped = parts.SeedsSkipped;
        Cautions = parts.Cautions;
        TrueNotes = parts.TrueNotes;
        _hidden = new Lazy<HiddenShare>(parts.Hidden);
        _evidence = new Lazy<GameEvidence?>(() => parts.Evidence?.Invoke());
        _starts = new Lazy<GameStarts>(() => parts.IsClassic
            ? GameStarts.Shared(parts.Table.Game.Start, 1, "a classic is played as it is known")
            : GameStarts.Of(parts.Table, parts.Solution, parts.StartsSeed, parts.StartGroup));
        _worth = new Lazy<(double, double)>(() => parts.Solution.From(Starts.Exam));
        _demonstrate = parts.Demonstrate;
        _seeds = EpisodeSeeds.Of(parts.Id);
        _partition = new Lazy<StartPartition>(() => new StartPartition(PracticeTable, ExamTable, _seeds.Met));
        _stateExam = new Lazy<Known<IStateExam>>(WorkOutStateExam);
        _reasons = new Lazy<Known<IReadOnlyList<NoteReason>>>(() => parts.Reasons?.Invoke(this)
            ?? Known<IReadOnlyList<NoteReason>>.Not("its family gives no reasons"));
    }

    public string Id { get; }

    public string Family { get; }

    public TaskKind Kind => TaskKind.Game;

    public IReadOnlyList<Document> Documents { get; }

    /// <summary>Worked out when first asked for.</summary>
    public HiddenShare Hidden => _hidden.Value;

    /// <inheritdoc/>
    public Known<double> HiddenBits => _parts.WhyNoBits is { } why ? Known<double>.Not(why) : _evidence.Value?.HiddenBits ?? 0;

    /// <inheritdoc/>
    public Known<IEvidence> Evidence => (_parts.WhyNoBits ?? _parts.WhyNoEvidence) is { } why ? Known<IEvidence>.Not(why)
        : _evidence.Value is { } evidence ? evidence
        : NothingToFind.Instance;

    /// <inheritdoc/>
    public Known<IQuestionPartition> Partition => _parts.AreStartsQuestions
        ? _partition.Value
        : Known<IQuestionPartition>.Not(_parts.WhyNoQuestions);

    /// <inheritdoc/>
    public Known<IStateExam> StateExam => _stateExam.Value;

    /// <summary>Where practice starts and where exams do; worked out when first asked for.</summary>
    public GameStarts Starts => _starts.Value;

    /// <inheritdoc/>
    public double Floor => _worth.Value.Floor;

    /// <inheritdoc/>
    public double Ceiling => _worth.Value.Ceiling;

    public IReadOnlyList<string> TrueNotes { get; }

    /// <summary>Worked out when first asked for.</summary>
    public Known<IReadOnlyList<NoteReason>> Reasons => _reasons.Value;

    /// <summary>The game, the learner's seat and the others.</summary>
    public GameTable Table { get; }

    /// <summary>What the game is worth, position by position, and over all its starts.</summary>
    public IGameSolution Solution { get; }

    /// <summary>How many instances were thrown away before this one.</summary>
    public int SeedsSkipped { get; }

    /// <summary>Plain lines for the user: what is estimated rather than exact.</summary>
    public IReadOnlyList<string> Cautions { get; }

    /// <summary>What somebody in a seat reads: a rulebook may say which role is the reader's.</summary>
    public IReadOnlyList<Document> DocumentsOf(int seat) =>
        seat == Table.Seat || _parts.DocumentsOf is not { } others ? Documents : Rulebooks(others(seat));

    /// <summary>The same game with somebody else in the other seats; what it is worth is still told of its own opponent.</summary>
    public GameTask Against(PlayerPolicy opponent) => new(_parts with
    {
        Table = Table with
        {
            Policies = [.. Table.Policies.Select((own, seat) => seat == Table.Seat ? own : opponent)],
            Witness = opponent.Saw,
        },
        WhyNoEvidence = _parts.Evidence is null ? null : "the opponent is a player, and not the game's own",
    });

    /// <summary>The same game under a file's name, with the file's own rulebook where it has one.</summary>
    public GameTask FromFile(string id, string? rulebook) => new(_parts with
    {
        Id = id,
        Family = "file",
        Documents = rulebook is null ? Documents : [new Document(Documents[0].Title, rulebook)],
        DocumentsOf = rulebook is null ? _parts.DocumentsOf : null,
        WhyNoBits = rulebook is null ? _parts.WhyNoBits : "the file has a rulebook of its own, and what that leaves open is not known",
    });

    public IDemonstrator Demonstrate() => _demonstrate();

    public IEpisode Practice(ulong seed) => GameEpisode.Begin(PracticeTable, Rng.Mix(_seeds.Practice, seed));

    public IEpisode Exam(ulong seed) => GameEpisode.Begin(ExamTable, Rng.Mix(_seeds.Exam, seed));

    private static IReadOnlyList<Document> Rulebooks(IReadOnlyList<Document> documents) =>
        [.. documents.Select(document => document with { IsRulebook = true })];

    private GameTable PracticeTable => Table with { Start = Starts.Practice };

    private GameTable ExamTable => Table with { Start = Starts.Exam };

    private Known<IStateExam> WorkOutStateExam() =>
        _parts.AreStartsQuestions
            ? Known<IStateExam>.Not("its plays are questions, each asked at the exam from beginning to end")
        : Table.Policies.Where((policy, seat) => seat != Table.Seat && policy is PlayerPolicy).Any()
            ? Known<IStateExam>.Not("the opponent is a player, whose replies are not known as chances")
        : Exams.StateExam.Of(ExamTable, Solution, _parts.Cancellation);
}
