using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>
/// A world of wings as a task. Every play asks about one thing, so its questions are parted into those of practice and those of the
/// exam; what is hidden, what a transcript has told of it and the exam itself are exact.
/// </summary>
internal sealed class WingTask : ITask, IDemonstrable
{
    private const string OwnRulebook = "the file has a rulebook of its own, and what that leaves open is not known";
    private readonly WingTaskParts _parts;
    private readonly GameTable _examTable;
    private readonly EpisodeSeeds _seeds;
    private readonly Lazy<Known<IReadOnlyList<NoteReason>>> _reasons;

    /// <summary>A task from what its family worked out.</summary>
    public WingTask(WingTaskParts parts)
    {
        _parts = parts;
        var (world, text) = (parts.World, parts.Text);
        var practice = Table(world.Practice, isTold: true);
        _examTable = Table(world.Kind.HasRule ? world.Exam : world.Practice, isTold: false);
        _seeds = EpisodeSeeds.Of(parts.Id);
        Partition = new WingPartition(world, text, Ask, _seeds.Met);
        Evidence = parts.HasOwnRulebook ? Known<IEvidence>.Not(OwnRulebook) : new WingEvidence(world, text);
        TrueNotes = AllNotes(world, text);
        _reasons = new Lazy<Known<IReadOnlyList<NoteReason>>>(() => WingReasons.Of(world, text, TrueNotes));
        Game = new GameTask(new GameTaskParts
        {
            Id = parts.Id,
            Family = parts.Family,
            Documents = parts.Documents,
            Table = practice,
            Solution = new WingSolution(world.Practice.Count),
            Hidden = () => Hidden,
            Demonstrate = Demonstrate,
            TrueNotes = TrueNotes,
            Reasons = _ => Reasons,
        });
    }

    public string Id => _parts.Id;

    public string Family => _parts.Family;

    public TaskKind Kind => TaskKind.Game;

    public IReadOnlyList<Document> Documents => Game.Documents;

    /// <summary>Before anything is told every word is as likely for each thing, so without experience all play is worth the floor.</summary>
    public HiddenShare Hidden => new(_parts.What, 0);

    /// <summary>As many as practice can reveal.</summary>
    public Known<double> HiddenBits => _parts.HasOwnRulebook ? Known<double>.Not(OwnRulebook) : _parts.World.HiddenBits;

    /// <inheritdoc/>
    public Known<IEvidence> Evidence { get; }

    /// <inheritdoc/>
    public Known<IQuestionPartition> Partition { get; }

    /// <inheritdoc/>
    public Known<IStateExam> StateExam { get; } =
        Known<IStateExam>.Not("its exam asks every question once and marks how the replies are ranked");

    public double Floor => Game.Solution.Floor;

    public double Ceiling => Game.Solution.Ceiling;

    public IReadOnlyList<string> TrueNotes { get; }

    /// <inheritdoc/>
    public Known<IReadOnlyList<NoteReason>> Reasons => _reasons.Value;

    /// <summary>What practice plays, for those who look at positions.</summary>
    public GameTask Game { get; }

    /// <summary>What is hidden.</summary>
    internal WingWorld World => _parts.World;

    /// <summary>How it reads.</summary>
    internal WingText Text => _parts.Text;

    public IEpisode Practice(ulong seed) => GameEpisode.Begin(Game.Table, Rng.Mix(_seeds.Practice, seed));

    public IEpisode Exam(ulong seed) => GameEpisode.Begin(_examTable, Rng.Mix(_seeds.Exam, seed));

    /// <summary>Those of the wing that is asked about.</summary>
    public IReadOnlyList<string> NotesOn(IReadOnlyList<string> notes, string view)
    {
        var asked = Enumerable.Range(0, World.Wings).Where(wing => view.Contains(Text.Wings[wing], StringComparison.Ordinal))
            .OrderByDescending(wing => Text.Wings[wing].Length).FirstOrDefault(-1);
        return asked < 0 ? notes : [.. notes.Where(note => Text.NoteOf(note)?.Wing == asked)];
    }

    public IDemonstrator Demonstrate() => new WingDemonstrator(_parts.World, _parts.Text);

    /// <summary>A thing as a question of an exam.</summary>
    internal IRankedQuestion Ask(WingThing thing) => new WingQuestion(GameEpisode.Begin(Table([thing], isTold: false), 0));

    /// <summary>The same world under a file's name, with the file's own rulebook where it has one.</summary>
    public WingTask FromFile(string id, string? rulebook) => new(_parts with
    {
        Id = id,
        Family = "file",
        Documents = rulebook is null ? Documents : [new Document(Documents[0].Title, rulebook)],
        HasOwnRulebook = rulebook is not null,
    });

    private GameTable Table(IReadOnlyList<WingThing> things, bool isTold) => new()
    {
        Game = new WingGame(_parts.Name, _parts.World, _parts.Text, things, isTold),
        Seat = 0,
        Policies = [RandomPolicy.Instance],
    };

    /// <summary>The rules of all wings; where there are none, what practice can tell.</summary>
    private static IReadOnlyList<string> AllNotes(WingWorld world, WingText text) => [.. Enumerable.Range(0, world.Wings).SelectMany(wing =>
    {
        var known = world.Kind.Begin();
        foreach (var thing in world.Kind.HasRule ? world.Kind.ThingsOf(wing) : world.Kind.PracticeOf(wing))
        {
            known.TryLearn(world.Kind.CellOf(thing), world.WordOf(thing));
        }

        return text.Notes(wing, known);
    })];
}

/// <summary>What a <see cref="WingTask"/> is put together from.</summary>
internal sealed record WingTaskParts
{
    public required string Id { get; init; }

    public required string Family { get; init; }

    /// <summary>The game's name.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<Document> Documents { get; init; }

    public required WingWorld World { get; init; }

    public required WingText Text { get; init; }

    /// <summary>Names the hidden part.</summary>
    public required string What { get; init; }

    /// <summary>The documents are not the family's.</summary>
    public bool HasOwnRulebook { get; init; }
}
