using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Bargain;

/// <summary>
/// Sharing things with a scripted partner that wants its due, or bidding for them against scripted bidders. Closed with
/// <c>hidden=partner</c>, where what the partner wants is to be found out over many games.
/// </summary>
public sealed class BargainFamily : ITaskFamily
{
    private const int PartnerWorthMax = 3;
    private static readonly NumberParameter<int> Stock = TaskParameter.Whole("stock", 2, 1, 4, "things of each of the two kinds");
    private static readonly NumberParameter<int> Offers = TaskParameter.Whole("offers", 2, 1, 4, "offers of a game");
    private static readonly NumberParameter<int> Fee = TaskParameter.Whole("fee", 1, 0, 3, "taken from the score for every refused offer");
    private readonly GameWords _words;
    private readonly CancellationToken _cancellation;

    /// <summary>A family that takes its words from the book.</summary>
    /// <param name="book">Its words.</param>
    /// <param name="cancellation">Stops what solving its games takes.</param>
    public BargainFamily(PromptBook book, CancellationToken cancellation = default)
    {
        _words = new GameWords(book);
        _cancellation = cancellation;
    }

    public string Name => "bargain";

    public TaskKind Kind => TaskKind.Game;

    public string Summary => "share things with a partner, or bid for them; closed with hidden=partner";

    /// <summary>What the partner, or the other bidder, wants has to be found out.</summary>
    internal static WordParameter<bool> Hidden { get; } = new(
        "hidden", "partner: what the partner wants, or the other bidder, is not told", ("none", false), ("partner", true));

    internal static WordParameter<TaskTwin> Twin { get; } = TaskParameter.Twin("other names", "another partner");

    public IReadOnlyList<TaskParameter> Parameters { get; } =
        [TaskParameter.Seed, Stock, Offers, Fee, .. AuctionTasks.Parameters, Hidden, GameNames.Parameter, Twin];

    public IReadOnlyList<string> Examples { get; } =
    [
        "bargain", "bargain?hidden=partner", "bargain?auction=first", "bargain?auction=second", "bargain?auction=ascending",
        "bargain?auction=first&hidden=partner",
    ];

    ITask ITaskFamily.Create(TaskParameters parameters) => Create(parameters);

    /// <inheritdoc cref="ITaskFamily.Create"/>
    public GameTask Create(TaskParameters p)
    {
        if (p.Read(AuctionTasks.Auction) is { } auction)
        {
            return new AuctionTasks(_words, _cancellation).Create(p, auction, Parameters);
        }

        var given = p.Read(GameNames.Parameter);
        var (stock, rounds, fee) = (p.Read(Stock), p.Read(Offers), p.Read(Fee));
        var (hidden, twin) = (p.Read(Hidden), p.Read(Twin));
        var root = new Rng(p.Seed).Fork(Name);
        p.RefuseUnread(Parameters);
        var partners = Partners(stock);
        var (solved, skipped) = Rejection.Draw(root, twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(given, 3, GameNames.Source(rng, twin));
            var (worth, wants) = (variation == 0 ? rng.Fork("partner") : rng.Fork("varied", variation)).Pick(partners);
            var drawn = Solve(new BargainGame(names[0], new BargainForm
            {
                Names = [names[1], names[2]],
                Stock = [stock, stock],
                PartnerWorth = worth,
                Wants = wants,
                Rounds = rounds,
                Fee = fee,
            }.Complete(), _words));
            return (drawn, drawn.Solution, drawn.Table.Game.ScoreMax - drawn.Table.Game.ScoreMin);
        });
        var game = (BargainGame)solved.Table.Game;
        var worlds = new Lazy<IReadOnlyList<SolvedGame>>(() => [.. partners.Select(partner => Solve(new BargainGame(
            game.Name, game.Form with { PartnerWorth = partner.Worth, Wants = partner.Wants }, _words)))]);
        var known = new Lazy<HiddenWorlds>(() => new HiddenWorlds(
            [.. worlds.Value.Select(w => w.Table)],
            [.. worlds.Value.Select(w => w.Solution)],
            [.. worlds.Value.Select(w => Notes(((BargainGame)w.Table.Game).Form))]));
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = Name,
            Documents = [new Document(_words.Title(game.Name), Rulebook(game.Form, hidden))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = _cancellation,
            Hidden = () => !hidden ? HiddenShare.Nothing : Closedness.Share(_words.Book.Text("games/bargain/what"),
                [.. worlds.Value.Select(w => w.Table)], [.. worlds.Value.Select(w => w.Solution)], _cancellation),
            Demonstrate = () => hidden ? new WorldsDemonstrator(known.Value) : new BestPlayDemonstrator(solved.Solution),
            Reasons = WorkedTurns.In(_words.Book),
            TrueNotes = hidden ? Notes(game.Form) : [],
            SeedsSkipped = skipped,
            Evidence = hidden ? () => known.Value.Evidence() : null,
            StartsSeed = root.Fork("starts").Seed,
        });
    }

    /// <summary>Every partner that the rulebook leaves possible: it wants between a quarter and all of what there is.</summary>
    private static IReadOnlyList<(IReadOnlyList<int> Worth, int Wants)> Partners(int stock)
    {
        var partners = new List<(IReadOnlyList<int>, int)>();
        for (var left = 0; left <= PartnerWorthMax; left++)
        {
            for (var right = 0; right <= PartnerWorthMax; right++)
            {
                var all = (left + right) * stock;
                for (var wants = Math.Max(1, (all + 3) / 4); wants < all; wants += 2)
                {
                    partners.Add(([left, right], wants));
                }
            }
        }

        return partners;
    }

    private SolvedGame Solve(BargainGame game)
    {
        var table = new GameTable { Game = game, Seat = 0, Policies = [RandomPolicy.Instance] };
        var graph = StateGraph.Explore(game, int.MaxValue, _cancellation) ?? throw new System.Diagnostics.UnreachableException();
        return new SolvedGame(table, new GraphSolution(graph, table));
    }

    private string[] Notes(BargainForm form) =>
    [
        .. form.Names.Select((name, kind) => _words.Book.Fill("games/bargain/note-worth",
            ("thing", name), ("points", Numbers.Text(form.PartnerWorth[kind])))),
        _words.Book.Fill("games/bargain/note-wants", ("points", Numbers.Text(form.Wants))),
    ];

    private string Rulebook(BargainForm form, bool hidden)
    {
        var book = _words.Book;
        var worths = form.Names.Select((name, kind) => book.Fill("games/bargain/worth",
            ("thing", name), ("points", Numbers.Text(form.PartnerWorth[kind]))));
        return book.Fill("games/bargain/rulebook",
            ("stock", Numbers.Listed(form.Names.Zip(form.Stock, (name, n) => $"{Numbers.Text(n)} {name}"), "and")),
            ("offer", form.Offer(1)),
            ("rounds", Numbers.Text(form.Rounds)),
            ("partner", hidden
                ? book.Text("games/bargain/hidden")
                : book.Fill("games/bargain/told",
                    ("worths", Numbers.Listed(worths, "and")), ("first", Numbers.Text(form.Wants)))),
            ("fee", Numbers.Text(form.Fee)));
    }
}
