using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Families.Labels;
using AgentMemory.Games.Families.Vault;
using AgentMemory.Games.Wings;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Wings;

/// <summary>Worlds for tests: made by hand, or out of the catalogue, and games in them.</summary>
internal static class WingWorlds
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>The kinds of wing, by the names that the definition gives them.</summary>
    public static IReadOnlyDictionary<string, WingKind> Kinds { get; } = new[]
    {
        WingKind.Rules2, WingKind.Rules1, WingKind.Sum, WingKind.None, WingKind.Labels, WingKind.InjectiveLabels,
    }.ToDictionary(kind => kind.Name);

    /// <summary>The task of a kind of wing, without bits and seed.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>
    {
        ["rules2"] = "vault?features=2",
        ["rules1"] = "vault?features=1",
        ["sum"] = "vault?law=sum",
        ["none"] = "vault?knowledge=none",
        ["labels"] = "labels?injective=false",
        ["labels!"] = "labels?injective=true",
    };

    public static WingTask Task(string name) => (WingTask)Catalogue.Resolve(name);

    /// <summary>A world of which the word of every cell is given.</summary>
    public static WingTask Task(WingKind kind, IReadOnlyList<IReadOnlyList<byte>> wings)
    {
        var book = RepositoryPrompts.Book;
        string[] words = ["ka", "le", "mi", "no"];
        string[] names = [.. Enumerable.Range(0, wings.Count).Select(wing => $"wing{wing}")];
        WingText text = kind.IsOfCategories
            ? new LabelsText(book, kind, words, names, [.. names.Select(_ => LabelCategory.Read(book).Take(4).ToList())])
            : new VaultText(book, kind, words, ["a0", "a1", "a2", "a3"], ["b0", "b1", "b2", "b3"], names);
        return new WingTask(new WingTaskParts
        {
            Id = $"{kind.Name} by hand",
            Family = "hand",
            Name = "hand",
            Documents = [],
            World = new WingWorld(kind, wings),
            Text = text,
            What = "words",
        });
    }

    /// <summary>A practice game played by uniform replies.</summary>
    public static EpisodeRecord Play(ITask task, ulong seed)
    {
        var (episode, rng, moves) = (task.Practice(seed), new Rng(seed), new List<Move>());
        while (episode.Outcome is null)
        {
            var (view, reply) = (episode.View, rng.Pick(((ReplyForm.OneOf)episode.View.Reply).Replies));
            moves.Add(new Move(view, reply, null, null));
            episode = episode.After(reply);
        }

        return Record(task, episode.Outcome, moves);
    }

    /// <summary>A practice game that told a word of a thing.</summary>
    public static EpisodeRecord Told(WingTask task, WingThing thing, int word) => Record(task, new Outcome(0, task.Text.Fact(thing, word)), []);

    /// <summary>The score of a reader on some things, each asked once as at an exam.</summary>
    public static double Score(WingTask task, IDemonstrator reader, IEnumerable<WingThing> things) => things.Average(thing =>
    {
        var question = task.Ask(thing);
        return question.Mark(reader.Rank(question));
    });

    private static EpisodeRecord Record(ITask task, Outcome outcome, IReadOnlyList<Move> moves) =>
        new() { TaskId = task.Id, Seed = 0, Moves = moves, Outcome = outcome, Score = (outcome.Score - task.Floor) / (task.Ceiling - task.Floor) };
}
