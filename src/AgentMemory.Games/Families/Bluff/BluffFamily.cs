using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Bluff;

/// <summary>
/// Betting with hidden cards of an invented ranking. Closed with <c>hidden=ranking</c>, where the order of the cards is not
/// told, or <c>hidden=habit</c>, where the opponent bets in a way that can be exploited.
/// </summary>
public sealed class BluffFamily : ITaskFamily
{
    private const int StatesMax = 400_000;
    private const int BeliefsMax = 400_000;
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public BluffFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "bluff";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "betting with hidden cards; closed with hidden=ranking or hidden=habit";

    public IReadOnlyList<TaskParameter> Parameters => BluffSettings.Parameters;

    public IReadOnlyList<string> Examples { get; } =
        ["bluff", "bluff?hidden=ranking", "bluff?hidden=habit", "bluff?classic=kuhn", "bluff?classic=leduc"];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters p)
    {
        var settings = BluffSettings.Read(p);
        var (solved, skipped) = Rejection.Draw(new Rng(p.Seed).Fork(Name), settings.Twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(settings.Names, 6, GameNames.Source(rng, settings.Twin));
            var form = settings.Form(names, rng);
            form = variation == 0 ? form : settings.Changed(form, rng.Fork("varied", variation));
            var solved = Solve(new BluffGame(names[0], form, _words), settings, rng);
            return (solved, solved.Solution, settings.Classic ? 0 : PolicyRange(solved));
        }, settings.Hidden == "none" || settings.Classic ? null : s => Share(s, settings));
        var game = (BluffGame)solved.Table.Game;
        var worlds = new Lazy<HiddenWorlds>(() => Worlds(solved, settings));
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Form, settings))],
            DocumentsOf = other => [new Document(_words.Title(game.Name), Rulebook(
                game.Form, settings with { Seat = other, Hidden = settings.Hidden == "habit" ? "none" : settings.Hidden }))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = _cancellation,
            Hidden = () => Share(solved, settings),
            Demonstrate = () => settings.Hidden == "none"
                ? new BestPlayDemonstrator(solved.Solution)
                : new WorldsDemonstrator(worlds.Value),
            Reasons = WorkedTurns.In(_words.Book),
            TrueNotes = settings.Hidden switch
            {
                "none" => [],
                "habit" => [Note(((BluffHabit)solved.Table.Policies[1 - settings.Seat]).Kind)],
                _ => Notes(game.Form),
            },
            SeedsSkipped = skipped,
            Evidence = settings.Hidden == "none" ? null : () => worlds.Value.Evidence(),
            StartsSeed = new Rng(p.Seed).Fork(Name).Fork("starts").Seed,
            IsClassic = settings.Classic,
            Cautions = settings.Classic ? [Rejection.ClassicCaution] : [],
        });
    }

    private SolvedGame Solve(BluffGame game, BluffSettings settings, Rng rng)
    {
        var kind = (BluffHabitKind)rng.Fork("habit").Next(Enum.GetValues<BluffHabitKind>().Length);
        return Solve(game, settings.Seat, settings.Hidden == "habit"
            ? new BluffHabit(game.Form, kind)
            : Mixed(Other(game, settings), settings.Opponent.Epsilon));
    }

    private IPolicy Other(BluffGame game, BluffSettings settings) => settings.Opponent.Plies switch
    {
        0 => RandomPolicy.Instance,
        int.MaxValue => Equilibrium.Solve(game, cancellation: _cancellation).Policies[1 - settings.Seat],
        var plies => LimitedLookAhead.Policy(game, 1 - settings.Seat, plies, _cancellation),
    };

    private SolvedGame Solve(BluffGame game, int seat, IPolicy other)
    {
        var table = new GameTable
        {
            Game = game,
            Seat = seat,
            Policies = seat == 0 ? [RandomPolicy.Instance, other] : [other, RandomPolicy.Instance],
        };
        var graph = StateGraph.Explore(game, StatesMax, _cancellation);
        var solution = graph is null ? null : BeliefSolution.Solve(table, graph, BeliefsMax);
        return new SolvedGame(table, solution
            ?? throw new UserErrorException("bluff: this game is too large to solve; give it fewer kinds, copies or raises"));
    }

    private static IPolicy Mixed(IPolicy policy, double epsilon) =>
        epsilon == 0 ? policy : new MixedPolicy(policy, epsilon);

    /// <summary>
    /// What play can change: from the worst response to the best. Nearly all of the range of single outcomes is luck of
    /// the deal, so it would be no measure here.
    /// </summary>
    private double PolicyRange(SolvedGame solved) =>
        solved.Solution.Ceiling - BeliefSolver.Worst(solved.Table, BeliefsMax, _cancellation);

    private HiddenShare Share(SolvedGame solved, BluffSettings settings) => settings.Hidden == "none"
        ? HiddenShare.Nothing
        : Worlds(solved, settings).Share(_words.Book.Text($"games/bluff/hidden-{settings.Hidden}"), _cancellation);

    private HiddenWorlds Worlds(SolvedGame solved, BluffSettings settings)
    {
        var game = (BluffGame)solved.Table.Game;
        if (settings.Hidden == "habit")
        {
            var kinds = Enum.GetValues<BluffHabitKind>();
            var tables = kinds.Select(kind => Solve(game, settings.Seat, new BluffHabit(game.Form, kind))).ToList();
            return new HiddenWorlds(
                [.. tables.Select(w => w.Table)],
                [.. tables.Select(w => w.Solution)],
                [.. kinds.Select(kind => (IReadOnlyList<string>)[Note(kind)])],
                othersTell: true);
        }

        var worlds = Orders(game.Form.Kinds.Count).Select(order => new BluffGame(
            game.Name, game.Form with { Strength = order }, _words)).Select(g => Solve(g, settings, new Rng(0))).ToList();
        return new HiddenWorlds(
            [.. worlds.Select(w => w.Table)],
            [.. worlds.Select(w => w.Solution)],
            [.. worlds.Select(w => Notes(((BluffGame)w.Table.Game).Form))]);
    }

    private string Note(BluffHabitKind kind) => _words.Book.Fill(
        "games/bluff/habit-note", ("kind", _words.Book.Text($"games/bluff/habit-{kind.ToString().ToLowerInvariant()}")));

    /// <summary>Which of every two kinds is higher.</summary>
    private IReadOnlyList<string> Notes(BluffForm form) => [.. Enumerable.Range(0, form.Kinds.Count).SelectMany(one =>
        Enumerable.Range(one + 1, form.Kinds.Count - one - 1).Select(other =>
        {
            var (high, low) = form.Strength[one] > form.Strength[other] ? (one, other) : (other, one);
            return _words.Book.Fill("games/bluff/note", ("high", form.Kinds[high]), ("low", form.Kinds[low]));
        }))];

    private static IEnumerable<IReadOnlyList<int>> Orders(int count) => count == 0
        ? [Array.Empty<int>()]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(at =>
            (IReadOnlyList<int>)[.. order.Take(at), count - 1, .. order.Skip(at)]));

    private string Rulebook(BluffForm form, BluffSettings settings)
    {
        var book = _words.Book;
        var byStrength = form.Kinds.Zip(form.Strength).OrderBy(k => k.Second).Select(k => k.First);
        var bet = ("bet", Numbers.Text(form.Bets[0]));
        var raises = ("raises", Numbers.Text(form.RaisesMax));
        var two = form.Bets.Count > 1;
        return book.Fill("games/bluff/rulebook",
            ("copies", Numbers.Text(form.Copies)),
            ("kinds", Numbers.Listed(form.Kinds, "and")),
            ("ranking", settings.Hidden == "ranking"
                ? book.Text("games/bluff/ranking-hidden")
                : book.Fill("games/bluff/ranking-told", ("order", string.Join(", ", byStrength)))),
            ("ante", Numbers.Text(form.Ante)),
            ("begin", _words.Begins(settings.Seat)),
            ("stakes", two
                ? book.Fill("games/bluff/stakes-two", bet, ("later", Numbers.Text(form.Bets[1])), raises)
                : book.Fill("games/bluff/stakes-one", bet, raises)),
            ("table", two ? book.Text("games/bluff/table") : ""),
            ("pairs", two && form.Copies > 1 ? book.Text("games/bluff/pairs") : ""),
            ("habit", settings.Hidden == "habit" ? book.Text("games/bluff/habit") : ""));
    }
}
