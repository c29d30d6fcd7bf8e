using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;
using AgentMemory.Games.Play;
using AgentMemory.Games.Wings;

namespace AgentMemory.Games.Families.Vault;

/// <summary>
/// Worlds with from 8 to 2,000 hidden bits: independent wings of sixteen things each, of which practice shows twelve. What practice says of
/// the other four is exact (see <see cref="WingKind"/>).
/// </summary>
public sealed class VaultFamily : ITaskFamily
{
    private static readonly NumberParameter<int> Bits = TaskParameter.Whole(
        "bits", 64, 8, 2000, "hidden bits; the world has the nearest number of whole wings");
    private static readonly NumberParameter<int> Features = TaskParameter.Whole(
        "features", 2, 1, 2, "features that decide the word; not with law=sum or knowledge=none");
    private static readonly WordParameter<bool> IsSum = new(
        "law", "table: the word stands in a table of features; sum: their numbers are added", ("table", false), ("sum", true));
    private static readonly WordParameter<bool> IsNone = new(
        "knowledge", "none: every thing has a word of its own, so that nothing can be inferred", ("rules", false), ("none", true));
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names", "another rule in one wing");
    private static readonly NumberParameter<int> NamePool = TaskParameter.Whole(
        "name_pool", 0, 0, InventedWords.Things.Count, "names are drawn from so few invented ones; 0: from all");
    private static readonly NumberParameter<int> WordPool = TaskParameter.Whole(
        "word_pool", 0, 0, InventedWords.Replies.Count, "the words that open are drawn from so few others; goes with name_pool");
    private readonly GameWords _words;

    /// <summary>A family that takes its words from the book.</summary>
    public VaultFamily(PromptBook book)
    {
        _words = new GameWords(book);
    }

    public string Name => "vault";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "which word opens each thing: as many hidden bits as wanted, and things that practice never shows";

    public IReadOnlyList<TaskParameter> Parameters { get; } =
        [TaskParameter.Seed, Bits, Features, IsSum, IsNone, GameNames.Parameter, NamePool, WordPool, Twin];

    public IReadOnlyList<string> Examples { get; } =
        ["vault", "vault?features=1", "vault?law=sum", "vault?knowledge=none", "vault?bits=64&features=2"];

    /// <inheritdoc/>
    public ITask Create(TaskParameters parameters)
    {
        var chosen = parameters.Read(GameNames.Parameter);
        var kind = ReadKind(parameters);
        var (bits, twin) = (parameters.Read(Bits), parameters.Read(Twin));
        var pools = ReadPools(parameters);
        var root = new Rng(parameters.Seed).Fork(Name);
        parameters.RefuseUnread(Parameters);
        var world = WingWorld.Draw(kind, bits, root, twin);
        var (source, count) = (GameNames.Source(root, twin), 1 + WingKind.Words + WingKind.Firsts + kind.Seconds + world.Wings);
        var names = pools is null ? GameNames.Draw(chosen, count, source) : Few(pools.Value, count, source, parameters);
        var text = new VaultText(
            _words.Book, kind, Names(1, WingKind.Words), Names(5, WingKind.Firsts), Names(9, kind.Seconds), Names(13, world.Wings));
        return new WingTask(new WingTaskParts
        {
            Id = parameters.ToString(),
            Family = Name,
            Name = names[0],
            Documents = [new Document(_words.Title(names[0]), Rulebook(text, kind))],
            World = world,
            Text = text,
            What = _words.Book.Text("games/vault/what"),
        });

        IReadOnlyList<string> Names(int from, int count) => [.. names.Skip(from).Take(count)];
    }

    private static WingKind ReadKind(TaskParameters p)
    {
        var (isSum, isNone, features) = (p.Read(IsSum), p.Read(IsNone), p.Read(Features));
        if (isSum && isNone)
        {
            throw new UserErrorException($"task \"{p}\": law=sum and knowledge=none do not go together; leave one of them out");
        }

        if ((isSum || isNone) && p.Has(Features))
        {
            throw new UserErrorException($"task \"{p}\": {(isSum ? "law=sum" : "knowledge=none")} takes no features; leave features out");
        }

        return isSum ? WingKind.Sum : isNone ? WingKind.None : features == 1 ? WingKind.Rules1 : WingKind.Rules2;
    }

    private static (int Names, int Words)? ReadPools(TaskParameters p)
    {
        var (names, words) = (p.Read(NamePool), p.Read(WordPool));
        return (names, words) switch
        {
            (0, 0) => null,
            (0, _) or (_, 0) => throw new UserErrorException($"task \"{p}\": name_pool and word_pool go together; give both or neither"),
            (_, < WingKind.Words) => throw new UserErrorException($"task \"{p}\": word_pool={words} is too few; a world has {WingKind.Words} words"),
            _ when p.Has(GameNames.Parameter) => throw new UserErrorException($"task \"{p}\": names and name_pool do not go together; leave one of them out"),
            _ => (names, words),
        };
    }

    // In the order of all names: the game's own, then the words that open, then everything else.
    private static IReadOnlyList<string> Few((int Names, int Words) pools, int count, Rng rng, TaskParameters p)
    {
        var words = InventedWords.Replies.Take(pools.Words).ToArray();
        var names = InventedWords.Things.Take(pools.Names).ToArray();
        if (names.Length < count - WingKind.Words)
        {
            throw new UserErrorException(
                $"task \"{p}\": name_pool={pools.Names} is too few; this world has {count - WingKind.Words} names beside its words");
        }

        rng.Shuffle<string>(words);
        rng.Shuffle<string>(names);
        return [names[0], .. words.Take(WingKind.Words), .. names.Skip(1).Take(count - WingKind.Words - 1)];
    }

    private string Rulebook(VaultText text, WingKind kind)
    {
        var book = _words.Book;
        var law = kind == WingKind.Sum
            ? book.Fill("games/vault/law-sum", ("circle", string.Join(", ", text.Words.Append(text.Words[0]))), ("start", text.Words[0]))
            : book.Text($"games/vault/law-{kind.Name}");
        return book.Fill("games/vault/rulebook",
            ("thing", text.Thing(kind.PracticeOf(0).First())),
            ("wings", string.Join(", ", text.Wings)),
            ("firsts", string.Join(", ", text.Firsts)),
            ("seconds", string.Join(", ", text.Seconds)),
            ("words", Numbers.Listed(text.Words, "or")),
            ("law", kind.HasRule ? $"{law} {book.Text("games/wings/apart")}" : law),
            ("word", text.Words[0]));
    }
}
