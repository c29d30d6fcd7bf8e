using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Tiles;

/// <summary>
/// One walker on a slippery floor whose tiles give, cost or end the game; the optimum is by value iteration over the
/// steps left. Closed with <c>hidden=meanings</c>, where what the tiles do is not told.
/// </summary>
public sealed class TilesFamily : ITaskFamily
{
    private const int StatesMax = 500_000;
    private const int Kinds = 4;
    private static readonly NumberParameter<int> Columns = TaskParameter.Whole("columns", 4, 2, 6, "columns of the floor");
    private static readonly NumberParameter<int> Rows = TaskParameter.Whole("rows", 3, 2, 6, "rows of the floor");
    private static readonly NumberParameter<int> Steps = TaskParameter.Whole("steps", 6, 1, 12, "steps of a game");
    private static readonly NumberParameter<int> Slip = TaskParameter.Whole("slip", 10, 0, 60, "chance in 100 of going another way")
        .But("0", "with hidden=meanings");

    private static readonly WordParameter<bool> Hidden = new(
        "hidden", "meanings: what the tiles do is not told", ("none", false), ("meanings", true));
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names", "two meanings exchanged");
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public TilesFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "tiles";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "a walk over a floor of tiles; closed with hidden=meanings";

    public IReadOnlyList<TaskParameter> Parameters { get; } =
        [TaskParameter.Seed, Columns, Rows, Steps, Slip, Hidden, GameNames.Parameter, Twin];

    public IReadOnlyList<string> Examples { get; } = ["tiles", "tiles?hidden=meanings"];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters p)
    {
        var given = p.Read(GameNames.Parameter);
        var (columns, rows, steps) = (p.Read(Columns), p.Read(Rows), p.Read(Steps));
        var (hidden, twin) = (p.Read(Hidden), p.Read(Twin));
        var slip = p.Read(Slip, hidden);
        var root = new Rng(p.Seed).Fork(Name);
        p.RefuseUnread(Parameters);
        var (solved, skipped) = Rejection.Draw(root, twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(given, 1 + Kinds, GameNames.Source(rng, twin));
            var meanings = Meanings(rng);
            if (variation > 0)
            {
                var exchange = rng.Fork("varied", variation);
                var (one, other) = (exchange.Next(Kinds), exchange.Next(Kinds));
                (meanings[one], meanings[other]) = (meanings[other], meanings[one]);
            }

            var floor = rng.Fork("floor");
            var solved = Solve(new TileGame(names[0], new TileForm
            {
                Columns = columns,
                Rows = rows,
                Floor = [.. Enumerable.Range(0, columns * rows).Select(_ => floor.Next(Kinds))],
                Names = [.. names.Skip(1)],
                Meanings = meanings,
                Steps = steps,
                Slip = slip / 100.0,
            }, _words));
            var isChange = variation == 0 || !meanings.SequenceEqual(Meanings(rng));
            return (solved, solved.Solution, isChange ? ScoreRange(solved) : double.MaxValue);
        });
        var game = (TileGame)solved.Table.Game;
        var worlds = new Lazy<IReadOnlyList<SolvedGame>>(() => [.. Permutations(game.Form.Meanings)
            .Select(m => Solve(new TileGame(game.Name, game.Form with { Meanings = m }, _words)))]);
        var known = new Lazy<HiddenWorlds>(() => new HiddenWorlds(
            [.. worlds.Value.Select(w => w.Table)],
            [.. worlds.Value.Select(w => w.Solution)],
            [.. worlds.Value.Select(w => Notes((TileGame)w.Table.Game))]));
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Form, hidden))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = _cancellation,
            Hidden = () => !hidden ? HiddenShare.Nothing : Closedness.Share(_words.Book.Text("games/tiles/hidden"),
                [.. worlds.Value.Select(w => w.Table)], [.. worlds.Value.Select(w => w.Solution)], _cancellation),
            Demonstrate = () => hidden ? new WorldsDemonstrator(known.Value) : new BestPlayDemonstrator(solved.Solution),
            Reasons = WorkedTurns.In(_words.Book),
            TrueNotes = hidden ? Notes(game) : [],
            SeedsSkipped = skipped,
            Evidence = hidden ? () => known.Value.Evidence() : null,
            StartsSeed = root.Fork("starts").Seed,
        });
    }

    private SolvedGame Solve(TileGame game)
    {
        var table = new GameTable { Game = game, Seat = 0, Policies = [RandomPolicy.Instance] };
        var graph = StateGraph.Explore(game, StatesMax, _cancellation)
            ?? throw new UserErrorException("tiles: this floor is too large to solve; give it fewer cells or steps");
        return new SolvedGame(table, new GraphSolution(graph, table));
    }

    /// <summary>From the worst score that can happen to the best.</summary>
    private static double ScoreRange(SolvedGame solved)
    {
        var graph = ((GraphSolution)solved.Solution).Graph;
        var scores = Enumerable.Range(0, graph.Count).Select(graph.Position)
            .Where(position => position.Phase == Phase.Over).Select(position => position.Score(0)).ToList();
        return scores.Max() - scores.Min();
    }

    /// <summary>One tile that gives, one that costs, one that ends well and one that ends badly or does nothing.</summary>
    private static TileMeaning[] Meanings(Rng rng)
    {
        var draw = rng.Fork("meanings");
        TileMeaning[] meanings =
        [
            new(draw.Next(1, 3), false),
            new(-draw.Next(1, 3), false),
            new(draw.Next(2, 5), true),
            draw.Chance(0.5) ? new(-draw.Next(2, 5), true) : default,
        ];
        draw.Shuffle<TileMeaning>(meanings);
        return meanings;
    }

    private static IEnumerable<IReadOnlyList<TileMeaning>> Permutations(IReadOnlyList<TileMeaning> meanings) =>
        meanings.Count == 0
            ? [Array.Empty<TileMeaning>()]
            : Enumerable.Range(0, meanings.Count).SelectMany(first => Permutations(
                [.. meanings.Where((_, i) => i != first)]).Select(rest => (IReadOnlyList<TileMeaning>)[meanings[first], .. rest]));

    // In the order in which the rulebook shows the floor; a tile that lies nowhere has a name that nobody has read.
    private string[] Notes(TileGame game) => [.. RowsFromTheTop(game.Form).SelectMany(row => row).Distinct().Select(kind => _words.Book.Fill(
        "games/tiles/note", ("tile", game.Form.Names[kind]), ("meaning", Meaning(game.Form.Meanings[kind]))))];

    private static IEnumerable<IEnumerable<int>> RowsFromTheTop(TileForm form) => Enumerable.Range(0, form.Rows).Reverse()
        .Select(row => Enumerable.Range(row * form.Columns, form.Columns).Select(cell => form.Floor[cell]));

    private string Meaning(TileMeaning meaning)
    {
        if (meaning is { Points: 0, Ends: false })
        {
            return _words.Book.Text("games/tiles/nothing");
        }

        var prompt = (meaning.Ends, meaning.Points > 0) switch
        {
            (false, true) => "games/tiles/gain",
            (false, false) => "games/tiles/lose",
            (true, true) => "games/tiles/exit",
            _ => "games/tiles/pit",
        };
        return _words.Book.Fill(prompt, ("points", Numbers.Text(Math.Abs(meaning.Points))));
    }

    private string Rulebook(TileForm form, bool hidden)
    {
        var book = _words.Book;
        var rows = RowsFromTheTop(form).Select(row => string.Join(' ', row.Select(kind => form.Names[kind])));
        var told = form.Names.Select((name, kind) => book.Fill(
            "games/tiles/told", ("tile", name), ("meaning", Meaning(form.Meanings[kind]))));

        // The meanings are listed in an order of their own, so that the list does not give away which tile has which.
        var listed = form.Meanings.OrderBy(m => m.Ends).ThenBy(m => m.Points).Select(Meaning);
        return book.Fill("games/tiles/rulebook",
            ("columns", Numbers.Text(form.Columns)),
            ("last", form.Cell(form.Columns - 1)[..1]),
            ("rows", Numbers.Text(form.Rows)),
            ("floor", string.Join(" / ", rows)),
            ("steps", Numbers.Text(form.Steps)),
            ("slip", form.Slip == 0 ? "" : book.Fill("games/tiles/slip", ("slip", Numbers.Text((int)Math.Round(form.Slip * 100))))),
            ("meanings", hidden
                ? book.Fill("games/tiles/hidden-meanings", ("meanings", Numbers.Listed(listed, "and")))
                : string.Join(" ", told)));
    }
}
