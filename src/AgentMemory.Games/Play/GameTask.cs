using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>A game as a task: its table, its rulebook, what it is worth to play it at random and at best.</summary>
public sealed class GameTask : ITask, IDemonstrable
{
    private readonly Lazy<HiddenShare> _hidden;
    private readonly Func<IDemonstrator> _demonstrate;
    private readonly ulong _practiceSeed;
    private readonly ulong _examSeed;
    private readonly GameTaskParts _parts;

    /// <summary>A task from what its family worked out.</summary>
    public GameTask(GameTaskParts parts)
    {
        _parts = parts;
        Id = parts.Id;
        Family = parts.Family;
        Documents = parts.Documents;
        Table = parts.Table;
        Solution = parts.Solution;
        SeedsSkipped = parts.SeedsSkipped;
        Cautions = parts.Cautions;
        TrueNotes = parts.TrueNotes;
        _hidden = new Lazy<HiddenShare>(parts.Hidden);
        _demonstrate = parts.Demonstrate;
        var seeds = new Rng(Rng.Hash(parts.Id));
        _practiceSeed = seeds.Fork("practice").Seed;
        _examSeed = seeds.Fork("exam").Seed;
    }

    public string Id { get; }

    public string Family { get; }

    public TaskKind Kind => TaskKind.Game;

    public IReadOnlyList<Document> Documents { get; }

    /// <summary>Worked out when first asked for.</summary>
    public HiddenShare Hidden => _hidden.Value;

    /// <inheritdoc/>
    public Known<double> HiddenBits { get; } = Known<double>.Not("not worked out for this family");

    /// <inheritdoc/>
    public Known<IEvidence> Evidence { get; } = Known<IEvidence>.Not("not worked out for this family");

    /// <inheritdoc/>
    public Known<IQuestionPartition> Partition { get; } = Known<IQuestionPartition>.Not("not worked out for this family");

    /// <inheritdoc/>
    public Known<IStateExam> StateExam { get; } = Known<IStateExam>.Not("not worked out for this family");

    public double Floor => Solution.Floor;

    public double Ceiling => Solution.Ceiling;

    public IReadOnlyList<string> TrueNotes { get; }

    /// <summary>The game, the learner's seat and the others.</summary>
    public GameTable Table { get; }

    /// <summary>What the game is worth, position by position.</summary>
    public IGameSolution Solution { get; }

    /// <summary>How many instances were thrown away before this one.</summary>
    public int SeedsSkipped { get; }

    /// <summary>Plain lines for the user: what is estimated rather than exact.</summary>
    public IReadOnlyList<string> Cautions { get; }

    /// <summary>The same game with somebody else in the other seats; what it is worth is still told of its own opponent.</summary>
    public GameTask Against(PlayerPolicy opponent) => new(_parts with
    {
        Table = Table with
        {
            Policies = [.. Table.Policies.Select((own, seat) => seat == Table.Seat ? own : opponent)],
            Witness = opponent.Saw,
        },
    });

    /// <summary>The same game under a file's name, with the file's own rulebook where it has one.</summary>
    public GameTask FromFile(string id, string? rulebook) => new(_parts with
    {
        Id = id,
        Family = "file",
        Documents = rulebook is null ? Documents : [new Document(Documents[0].Title, rulebook)],
    });

    public IDemonstrator Demonstrate() => _demonstrate();

    public IEpisode Practice(ulong seed) => GameEpisode.Begin(Table, Rng.Mix(_practiceSeed, seed));

    public IEpisode Exam(ulong seed) => GameEpisode.Begin(Table, Rng.Mix(_examSeed, seed));
}

/// <summary>What a <see cref="GameTask"/> is put together from.</summary>
public sealed record GameTaskParts
{
    public required string Id { get; init; }

    public required string Family { get; init; }

    public required IReadOnlyList<Document> Documents { get; init; }

    public required GameTable Table { get; init; }

    public required IGameSolution Solution { get; init; }

    /// <summary>May take a while; called at most once.</summary>
    public required Func<HiddenShare> Hidden { get; init; }

    public required Func<IDemonstrator> Demonstrate { get; init; }

    public IReadOnlyList<string> TrueNotes { get; init; } = [];

    public int SeedsSkipped { get; init; }

    public IReadOnlyList<string> Cautions { get; init; } = [];
}
