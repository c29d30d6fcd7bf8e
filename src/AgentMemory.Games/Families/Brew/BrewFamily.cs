using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Brew;

/// <summary>
/// A recipe graph explored by experiment: what is found out in one game serves in the next. The recipes are hidden
/// unless <c>hidden=none</c>; the ceiling is the player who knows them. A game asks for one product while some of the others are
/// at hand already: with four products that makes 32 questions, of which the exam keeps two of each product to itself.
/// </summary>
public sealed class BrewFamily : ITaskFamily
{
    private const int WorldsMax = 1500;
    private static readonly NumberParameter<int> Bases = TaskParameter.Whole("bases", 3, 3, 5, "things there are from the start");
    private static readonly NumberParameter<int> Products = TaskParameter.Whole(
        "products", 4, 2, 4, $"things to be made; at most {WorldsMax} sets of recipes may be possible");
    private static readonly NumberParameter<int> Tries = TaskParameter.Whole("tries", 3, 2, 6, "tries of a game");
    private static readonly WordParameter<bool> Hidden = new("hidden", "none: the rulebook tells the recipes", ("recipes", true), ("none", false));
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names", "one recipe changed");
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public BrewFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "brew";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "recipes to be found out by mixing; told with hidden=none";

    public IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed, Bases, Products, Tries, Hidden, GameNames.Parameter, Twin];

    public IReadOnlyList<string> Examples { get; } = ["brew", "brew?hidden=none"];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters p)
    {
        var given = p.Read(GameNames.Parameter);
        var (bases, products, steps) = (p.Read(Bases), p.Read(Products), p.Read(Tries));
        var (hidden, twin) = (p.Read(Hidden), p.Read(Twin));
        var root = new Rng(p.Seed).Fork(Name);
        p.RefuseUnread(Parameters);
        var possible = Possible(bases, products);
        if (possible.Count > WorldsMax)
        {
            throw new UserErrorException(
                $"brew: bases={bases} and products={products} leave {possible.Count} sets of recipes possible; "
                + $"{WorldsMax} is the most");
        }

        var (solved, skipped) = Rejection.Draw(root, twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(given, 1 + bases + products, GameNames.Source(rng, twin));
            var recipes = rng.Fork("recipes").Pick(possible);
            var solved = Solve(new BrewGame(names[0], new BrewForm
            {
                Names = [.. names.Skip(1)],
                Bases = bases,
                Recipes = variation == 0 ? recipes : rng.Fork("varied", variation).Pick(Neighbours(possible, recipes)),
                Steps = steps,
            }, _words));
            return (solved, solved.Solution, 1);
        });
        var game = (BrewGame)solved.Table.Game;
        var known = new Lazy<HiddenWorlds>(() =>
        {
            var worlds = possible.Select(r => new BrewGame(game.Name, game.Form with { Recipes = r }, _words)).ToList();
            return new HiddenWorlds(
                [.. worlds.Select(Table)], world => Solve(worlds[world]).Solution, [.. worlds.Select(world => Notes(world.Form))]);
        });
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Form, hidden))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = _cancellation,
            Hidden = () => hidden ? BrewShare.Of(_words.Book.Text("games/brew/what"), game, possible) : HiddenShare.Nothing,
            Demonstrate = () => hidden ? new WorldsDemonstrator(known.Value) : new BestPlayDemonstrator(solved.Solution),
            Reasons = task => BrewReasons.Of(task, game.Form, _words.Book, Recipe),
            TrueNotes = hidden ? Notes(game.Form) : [],
            SeedsSkipped = skipped,
            Evidence = hidden ? () => known.Value.Evidence() : null,
            StartsSeed = root.Fork("starts").Seed,
            StartGroup = start => ((BrewPosition)start).State.Wanted,
            AreStartsQuestions = true,
        });
    }

    private static GameTable Table(BrewGame game) => new() { Game = game, Seat = 0, Policies = [RandomPolicy.Instance] };

    private SolvedGame Solve(BrewGame game)
    {
        var table = Table(game);
        var graph = StateGraph.Explore(game, int.MaxValue, _cancellation) ?? throw new System.Diagnostics.UnreachableException();
        return new SolvedGame(table, new GraphSolution(graph, table));
    }

    /// <summary>Every way to give each product a pair of earlier things, no pair twice.</summary>
    private static IReadOnlyList<IReadOnlyList<(int Left, int Right)>> Possible(int bases, int products)
    {
        List<IReadOnlyList<(int, int)>> sets = [Array.Empty<(int, int)>()];
        for (var product = 0; product < products; product++)
        {
            sets = [.. sets.SelectMany(set => Pairs(bases + product).Where(pair => !set.Contains(pair))
                .Select(pair => (IReadOnlyList<(int, int)>)[.. set, pair]))];
        }

        return sets;
    }

    private static IEnumerable<(int Left, int Right)> Pairs(int things) => Enumerable.Range(0, things)
        .SelectMany(left => Enumerable.Range(left + 1, things - left - 1).Select(right => (left, right)));

    private static IReadOnlyList<IReadOnlyList<(int Left, int Right)>> Neighbours(
        IReadOnlyList<IReadOnlyList<(int Left, int Right)>> possible, IReadOnlyList<(int Left, int Right)> recipes) =>
        [.. possible.Where(other => other.Zip(recipes).Count(pair => pair.First != pair.Second) == 1)];

    private string Recipe(BrewForm form, int product) => _words.Book.Fill("games/brew/recipe",
        ("left", form.Names[form.Recipes[product].Left]),
        ("right", form.Names[form.Recipes[product].Right]),
        ("product", form.Names[form.Bases + product]));

    private string[] Notes(BrewForm form) => [.. form.Recipes.Select((_, product) => Recipe(form, product))];

    private string Rulebook(BrewForm form, bool hidden)
    {
        var book = _words.Book;
        return book.Fill("games/brew/rulebook",
            ("bases", Numbers.Listed(form.Names.Take(form.Bases), "and")),
            ("products", Numbers.Listed(form.Names.Skip(form.Bases), "or")),
            ("steps", Numbers.Text(form.Steps)),
            ("recipes", hidden
                ? book.Fill("games/brew/hidden", ("order", string.Join(", ", form.Names)))
                : book.Fill("games/brew/told", ("list", string.Join(", ", Notes(form))))),
            ("left", form.Names[0]),
            ("right", form.Names[1]));
    }
}
