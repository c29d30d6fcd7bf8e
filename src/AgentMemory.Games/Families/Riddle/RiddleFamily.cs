using System.Collections.Concurrent;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Exams;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Riddle;

/// <summary>
/// A hidden rule to be found by proposing examples. The rule space is finite, so the ceiling is the exact Bayesian player.
/// Closed with <c>hidden=pool</c>: the keeper uses only some of the rules, which can be learnt over many games.
/// </summary>
public sealed class RiddleFamily : ITaskFamily
{
    private const int StatesMax = 400_000;
    private const int BeliefsMax = 200_000;
    private const int PoolsSampled = 40;
    private const int SortsMax = 200;
    private static readonly NumberParameter<int> Features = TaskParameter.Whole("features", 3, 2, 3, "features of a thing");
    private static readonly NumberParameter<int> PoolSize = TaskParameter.Whole("pool", 4, 1, 8, "rules that the keeper uses");
    private static readonly NumberParameter<int> Tries = TaskParameter.Whole("tries", 3, 1, 4, "tries of a game, the guess included");
    private static readonly WordParameter<bool> Hidden = new(
        "hidden", "pool: which rules the keeper uses is not told", ("none", false), ("pool", true));
    private static readonly WordParameter<TaskTwin> Twin = TaskParameter.Twin("other names", "one rule of the pool exchanged");
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public RiddleFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "riddle";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "find the keeper's rule by proposing things; closed with hidden=pool";

    public IReadOnlyList<TaskParameter> Parameters { get; } = [TaskParameter.Seed, Features, PoolSize, Tries, Hidden, GameNames.Parameter, Twin];

    public IReadOnlyList<string> Examples { get; } = ["riddle", "riddle?hidden=pool"];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters p)
    {
        var given = p.Read(GameNames.Parameter);
        var (features, count, tries) = (p.Read(Features), p.Read(PoolSize), p.Read(Tries));
        var (hidden, twin) = (p.Read(Hidden), p.Read(Twin));
        var root = new Rng(p.Seed).Fork(Name);
        p.RefuseUnread(Parameters);
        var (solved, skipped) = Rejection.Draw(root, twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(given, 1 + (2 * features), GameNames.Source(rng, twin));
            var form = new RiddleForm
            {
                Features = [.. Enumerable.Range(0, features).Select(f => (names[1 + (2 * f)], names[2 + (2 * f)]))],
                Pool = [],
                Tries = tries,
            }.Complete();
            var drawn = Solve(names[0], form, Pool(form, count, rng, variation));
            return (drawn, drawn.Solution, 1);
        });
        var game = (RiddleGame)solved.Table.Game;
        var solutions = new ConcurrentDictionary<string, BeliefSolution>();
        string Note(int rule) => _words.Book.Fill("games/riddle/note", ("rule", game.Form.Rule(rule)));
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Form, hidden))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = _cancellation,
            Hidden = () => hidden ? Share(game, count, root) : HiddenShare.Nothing,
            Demonstrate = () => hidden
                ? new RiddleDemonstrator(game.Form, chances => solutions.GetOrAdd(
                    string.Join(' ', chances.Select(c => c.ToString("R", CultureInfo.InvariantCulture))), _ => Solve(game, chances)), Note)
                : new BestPlayDemonstrator(solved.Solution),
            Reasons = WorkedTurns.In(_words.Book),
            TrueNotes = hidden ? [.. game.Form.Pool.Select(Note)] : [],
            SeedsSkipped = skipped,
            Evidence = hidden
                ? () => new PoolEvidence(
                    [.. All(game.Form).Select(rule => Table(new RiddleGame(game.Name, game.Form with { Pool = [rule] }, _words)))],
                    game.Form.Pool.Count)
                : null,
            WhyNoQuestions = "all riddles begin alike and differ in their rule alone, and each rule is used or not whatever the others, so that "
                + "practice would tell nothing of a rule that it never shows; its exam is by decision states",
        });
    }

    private static int[] All(RiddleForm form) => [.. Enumerable.Range(0, form.Rules.Count)];

    private static int[] Pool(RiddleForm form, int count, Rng rng, int variation)
    {
        var rules = All(form);
        rng.Fork("pool").Shuffle<int>(rules);
        var pool = rules[..Math.Min(count, rules.Length)];
        if (variation > 0 && count < rules.Length)
        {
            pool[rng.Fork("varied", variation).Next(count)] = rng.Fork("other", variation).Pick(rules[count..]);
        }

        return [.. pool.Order()];
    }

    private SolvedGame Solve(string name, RiddleForm form, int[] pool) =>
        Solved(new RiddleGame(name, form with { Pool = pool }, _words));

    /// <summary>The best player where rules have these chances; those without any are left out.</summary>
    private BeliefSolution Solve(RiddleGame game, IReadOnlyList<double> chances)
    {
        int[] pool = [.. All(game.Form).Where(rule => chances[rule] > 0)];
        return (BeliefSolution)Solved(new RiddleGame(
            game.Name, game.Form with { Pool = pool }, _words, [.. pool.Select(rule => chances[rule])])).Solution;
    }

    private static GameTable Table(RiddleGame game) => new() { Game = game, Seat = 0, Policies = [RandomPolicy.Instance] };

    private SolvedGame Solved(RiddleGame game)
    {
        var table = Table(game);
        var graph = StateGraph.Explore(game, StatesMax, _cancellation);
        var solution = graph is null ? null : BeliefSolution.Solve(table, graph, BeliefsMax);
        return new SolvedGame(table, solution
            ?? throw new UserErrorException("riddle: this game is too large to solve; give it fewer features or tries"));
    }

    /// <summary>
    /// Over all pools a single game's rule is any rule, all as likely, so without experience the best player is the one
    /// for the pool of all rules. What knowing the pool is worth is the mean over all pools, or over some drawn at random
    /// where there are too many sorts of them.
    /// </summary>
    private HiddenShare Share(RiddleGame game, int count, Rng root)
    {
        var without = Solve(game.Name, game.Form, All(game.Form)).Solution;
        var sorts = RiddlePools.Sorts(game.Form, Math.Min(count, game.Form.Rules.Count), SortsMax);
        var ceiling = sorts is not null
            ? sorts.Sum(sort => sort.Share * Solve(game.Name, game.Form, sort.Pool).Solution.Ceiling)
            : Enumerable.Range(0, PoolsSampled).Average(
                i => Solve(game.Name, game.Form, Pool(game.Form, count, root.Fork("share", i), 0)).Solution.Ceiling);
        var estimated = sorts is null
            ? string.Create(CultureInfo.InvariantCulture, $" (what is reachable without it is estimated from {PoolsSampled} pools)") : "";
        return new HiddenShare(_words.Book.Text("games/riddle/what") + estimated,
            Math.Clamp((without.Ceiling - without.Floor) / (ceiling - without.Floor), 0, 1));
    }

    private string Rulebook(RiddleForm form, bool hidden)
    {
        var book = _words.Book;
        var pool = hidden
            ? book.Fill("games/riddle/pool-hidden", ("count", Numbers.Text(form.Pool.Count)))
            : book.Fill("games/riddle/pool-told", ("rules", string.Join(", ", form.Pool.Select(form.Rule))));
        return book.Fill("games/riddle/rulebook",
            ("things", string.Join(", ", form.Features.Select(f =>
                book.Fill("games/riddle/choice", ("left", f.Left), ("right", f.Right))))),
            ("pool", pool),
            ("tries", Numbers.Text(form.Tries)),
            ("thing", form.Thing(0)),
            ("word", form.Features[0].Left),
            ("pair", $"{form.Features[0].Left} {form.Features[1].Right}"));
    }
}
