using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Wings;

namespace AgentMemory.Games.Families.Labels;

/// <summary>
/// New labels for categories that any language model knows: a few nouns of each tell the label of all others, so meaning carries what is
/// learnt to things that practice never shows.
/// </summary>
public sealed class LabelsFamily : ITaskFamily
{
    private static readonly NumberParameter<int> Bits = TaskParameter.Whole(
        "bits", 64, 8, 64, "hidden bits; the world has the nearest number of whole wings");
    private static readonly WordParameter<bool> Injective = TaskParameter.Flag("injective", "no two sorts of a wing have the same label");
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names for labels and wings", "other labels in one wing");
    private readonly GameWords _words;
    private readonly IReadOnlyList<LabelCategory> _categories;

    /// <summary>A family that takes its words from the book.</summary>
    public LabelsFamily(PromptBook book)
    {
        _words = new GameWords(book);
        _categories = LabelCategory.Read(book);
    }

    public string Name => "labels";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "new labels for animals, tools and other sorts of nouns; practice never shows all nouns of a sort";

    public IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed, Bits, Injective, GameNames.Parameter, Twin];

    public IReadOnlyList<string> Examples { get; } = ["labels", "labels?injective=true"];

    /// <inheritdoc/>
    public ITask Create(TaskParameters parameters)
    {
        var chosen = parameters.Read(GameNames.Parameter);
        var kind = parameters.Read(Injective) ? WingKind.InjectiveLabels : WingKind.Labels;
        var (bits, twin) = (parameters.Read(Bits), parameters.Read(Twin));
        var root = new Rng(parameters.Seed).Fork(Name);
        parameters.RefuseUnread(Parameters);
        RefuseNouns(chosen);
        var world = WingWorld.Draw(kind, bits, root, twin);
        var names = GameNames.Draw(chosen, 1 + WingKind.Words + world.Wings, GameNames.Source(root, twin));
        var text = new LabelsText(
            _words.Book,
            kind,
            [.. names.Skip(1).Take(WingKind.Words)],
            [.. names.Skip(1 + WingKind.Words)],
            Deal(world.Wings, root));
        return new WingTask(new WingTaskParts
        {
            Id = parameters.ToString(),
            Family = Name,
            Name = names[0],
            Documents = [new Document(_words.Title(names[0]), Rulebook(text, kind))],
            World = world,
            Text = text,
            What = _words.Book.Text("games/labels/what"),
        });
    }

    /// <summary>
    /// Four categories for each wing. They are dealt like cards, and shuffled again when too few are left, so that one comes again
    /// only after all others. Its nouns are in one order in the whole world: what practice never shows in one wing, it shows in none.
    /// </summary>
    private List<IReadOnlyList<LabelCategory>> Deal(int wings, Rng root)
    {
        LabelCategory[] categories = [.. _categories.Select((category, number) =>
        {
            string[] nouns = [.. category.Nouns];
            root.Fork("nouns", number).Shuffle<string>(nouns);
            return category with { Nouns = nouns };
        })];
        var rng = root.Fork("categories");
        var dealt = new List<IReadOnlyList<LabelCategory>>();
        while (dealt.Count < wings)
        {
            rng.Shuffle<LabelCategory>(categories);
            dealt.AddRange(categories.Chunk(WingKind.Firsts).Where(chunk => chunk.Length == WingKind.Firsts).Take(wings - dealt.Count));
        }

        return dealt;
    }

    private void RefuseNouns(ChosenNames chosen)
    {
        if (_categories.FirstOrDefault(category => chosen.Given.Any(name => name == category.Name || category.Nouns.Contains(name))) is { } taken)
        {
            throw new UserErrorException(
                $"{Name}: names={string.Join(',', chosen.Given)} has a word of {taken.Name}, which are to be labelled; take other names");
        }
    }

    private string Rulebook(LabelsText text, WingKind kind)
    {
        var book = _words.Book;
        var law = book.Text(kind == WingKind.InjectiveLabels ? "games/labels/law-injective" : "games/labels/law-any");
        return book.Fill("games/labels/rulebook",
            ("thing", text.Thing(kind.PracticeOf(0).First())),
            ("words", Numbers.Listed(text.Words, "or")),
            ("sorts", string.Join("\n", text.Wings.Select((wing, number) => book.Fill("games/labels/sorts",
                ("wing", wing), ("sorts", string.Join(", ", text.Of(number).Select(category => category.Name))))))),
            ("law", $"{law} {book.Text("games/wings/apart")}"),
            ("word", text.Words[0]));
    }
}
