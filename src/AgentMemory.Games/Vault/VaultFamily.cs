using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>
/// Worlds with from 8 to 2,000 hidden bits: independent wings of sixteen things each, of which practice shows twelve. What practice says of
/// the other four is exact (see <see cref="WingKind"/>).
/// </summary>
public sealed class VaultFamily : ITaskFamily
{
    private const int BitsMin = 8;
    private const int BitsMax = 2000;
    private const int FeaturesMax = 2;
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
    [
        TaskParameter.Seed,
        new("bits", "64", $"hidden bits, {BitsMin} to {BitsMax}; the world has the nearest number of whole wings"),
        new("features", "2", $"features that decide the word, 1 or {FeaturesMax}; not with law=sum or knowledge=none"),
        new("law", "table", "table: the word stands in a table of features; sum: their numbers are added"),
        new("knowledge", "rules", "none: every thing has a word of its own, so that nothing can be inferred"),
        GameNames.Parameter,
        new("name_pool", "0", $"names are drawn from so few invented ones, at most {InventedWords.Things.Count}; 0: from all"),
        new("word_pool", "0", $"the words that open are drawn from so few others, at most {InventedWords.Replies.Count}; goes with name_pool"),
        new("scrambled", "false", "true: the same game with other names"),
        new("varied", "false", "true: the same names with another rule in one wing"),
    ];

    /// <inheritdoc/>
    public ITask Create(TaskParameters parameters)
    {
        var chosen = GameNames.Read(parameters);
        var kind = ReadKind(parameters);
        var bits = parameters.Whole("bits", 64, BitsMin, BitsMax);
        var (scrambled, varied) = (parameters.Flag("scrambled", false), parameters.Flag("varied", false));
        var pools = ReadPools(parameters);
        var root = new Rng(parameters.Seed).Fork(Name);
        parameters.RefuseUnread();
        var world = WingWorld.Draw(kind, bits, root, varied);
        var source = root.Fork(scrambled ? "scrambled" : "names");
        var count = 1 + WingKind.Words + WingKind.Firsts + kind.Seconds + world.Wings;
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
        var isSum = p.Word("law", "table", "table", "sum") == "sum";
        var isNone = p.Word("knowledge", "rules", "rules", "none") == "none";
        var features = p.Whole("features", FeaturesMax, 1, FeaturesMax);
        if (isSum && isNone)
        {
            throw new UserErrorException($"task \"{p}\": law=sum and knowledge=none do not go together; leave one of them out");
        }

        if ((isSum || isNone) && p.Has("features"))
        {
            throw new UserErrorException($"task \"{p}\": {(isSum ? "law=sum" : "knowledge=none")} takes no features; leave features out");
        }

        return isSum ? WingKind.Sum : isNone ? WingKind.None : features == 1 ? WingKind.Rules1 : WingKind.Rules2;
    }

    private static (int Names, int Words)? ReadPools(TaskParameters p)
    {
        var names = p.Whole("name_pool", 0, 0, InventedWords.Things.Count);
        var words = p.Whole("word_pool", 0, 0, InventedWords.Replies.Count);
        return (names, words) switch
        {
            (0, 0) => null,
            (0, _) or (_, 0) => throw new UserErrorException($"task \"{p}\": name_pool and word_pool go together; give both or neither"),
            (_, < WingKind.Words) => throw new UserErrorException($"task \"{p}\": word_pool={words} is too few; a world has {WingKind.Words} words"),
            _ when p.Has("names") => throw new UserErrorException($"task \"{p}\": names and name_pool do not go together; leave one of them out"),
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
