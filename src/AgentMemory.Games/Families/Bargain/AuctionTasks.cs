using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Families.Bargain;

/// <summary>Makes auctions: the part of <c>bargain</c> in which things are sold instead of shared.</summary>
internal sealed class AuctionTasks(GameWords words, CancellationToken cancellation)
{
    private const int StatesMax = 400_000;

    private static readonly NumberParameter<int> Lots = TaskParameter.Whole("lots", 2, 1, 4, "of an auction: things that are sold")
        .But("1", "with hidden=partner");

    private static readonly NumberParameter<int> Purse = TaskParameter.Whole("purse", 5, 1, 12, "of an auction: what can be spent in all");

    private static readonly NumberParameter<int> Bidders = TaskParameter.Whole("bidders", 2, 1, 3, "of an auction: the other bidders")
        .But("1", "with hidden=partner");

    /// <summary>Null where things are shared and not sold.</summary>
    public static WordParameter<AuctionKind?> Auction { get; } = new(
        "auction",
        "things are sold instead, by sealed bids at the highest (first) or the second price, or at a rising price",
        ("none", null),
        ("first", AuctionKind.First),
        ("second", AuctionKind.Second),
        ("ascending", AuctionKind.Ascending));

    /// <summary>Those of auctions alone.</summary>
    public static IReadOnlyList<TaskParameter> Parameters { get; } = [Auction, Lots, Purse, Bidders];

    /// <summary>The task of <c>bargain?auction=...</c>.</summary>
    /// <param name="p">Of the task.</param>
    /// <param name="kind">How things are sold.</param>
    /// <param name="declared">All that the family has.</param>
    public GameTask Create(TaskParameters p, AuctionKind kind, IReadOnlyList<TaskParameter> declared)
    {
        var given = p.Read(GameNames.Parameter);
        var (hidden, twin) = (p.Read(BargainFamily.Hidden), p.Read(BargainFamily.Twin));
        var (bidders, lots, purse) = (p.Read(Bidders, hidden), p.Read(Lots, hidden), p.Read(Purse));
        var root = new Rng(p.Seed).Fork("auction");
        p.RefuseUnread(declared);
        if (hidden && bidders > 1)
        {
            throw new UserErrorException($"bargain: hidden=partner goes with one bidder, not bidders={bidders}; leave bidders out");
        }

        if (hidden && kind != AuctionKind.First)
        {
            // At the second price, and at a rising one, bidding one's own worth is best whatever the other's is.
            throw new UserErrorException(
                "bargain: in this auction it is worth nothing to know the other bidder; write auction=first with hidden=partner");
        }

        var (solved, skipped) = Rejection.Draw(root, twin, p.ToString(), (rng, variation) =>
        {
            var names = GameNames.Draw(given, 3 + bidders, GameNames.Source(rng, twin));
            var draw = variation == 0 ? rng.Fork("bidders") : rng.Fork("varied", variation);
            var drawn = Solve(new AuctionGame(names[0], new AuctionForm
            {
                Kind = kind,
                Names = [names[1], names[2]],
                Bidders = [.. names.Skip(3)],
                BidderWorths = [.. Enumerable.Range(0, bidders).Select(_ => (IReadOnlyList<int>)[Worth(draw), Worth(draw)])],
                Lots = lots,
                Purse = purse,
            }.Complete(), words));
            var others = rng.Fork("bidders");
            var isChange = variation == 0 || ((AuctionGame)drawn.Table.Game).Form.BidderWorths
                .Any(w => w[0] != Worth(others) | w[1] != Worth(others));
            return (drawn, drawn.Solution, isChange ? Range(drawn) : double.MaxValue);
        });
        var game = (AuctionGame)solved.Table.Game;
        var worlds = new Lazy<HiddenWorlds>(() => Worlds(game));
        return new GameTask(new GameTaskParts
        {
            Id = p.ToString(),
            Family = "bargain",
            Documents = [new Document(words.Title(game.Name), Rulebook(game.Form, hidden))],
            Table = solved.Table,
            Solution = solved.Solution,
            Cancellation = cancellation,
            Hidden = () => hidden ? worlds.Value.Share(words.Book.Text("games/bargain/auction-what"), cancellation) : HiddenShare.Nothing,
            Demonstrate = () => hidden ? new WorldsDemonstrator(worlds.Value) : new BestPlayDemonstrator(solved.Solution),
            Reasons = WorkedTurns.In(words.Book),
            TrueNotes = hidden ? Notes(game.Form) : [],
            SeedsSkipped = skipped,
            Evidence = hidden ? () => worlds.Value.Evidence() : null,
            StartsSeed = root.Fork("starts").Seed,
        });
    }

    private static int Worth(Rng rng) => rng.Next(AuctionForm.WorthMax + 1);

    /// <summary>
    /// What play can change: from the worst that can be done on average to the best. Most of the range of single outcomes
    /// is luck of what things are worth, so it would be no measure here.
    /// </summary>
    private static double Range(SolvedGame solved)
    {
        var graph = ((GraphSolution)solved.Solution).Graph;
        var worst = new double[graph.Count];
        for (var node = 0; node < worst.Length; node++)
        {
            var position = graph.Position(node);
            var targets = graph.Targets(node);
            worst[node] = position.Phase == Phase.Over ? position.Score(0) : position.Phase == Phase.Moves ? double.MaxValue : 0;
            for (var i = 0; i < targets.Length; i++)
            {
                worst[node] = position.Phase == Phase.Moves
                    ? Math.Min(worst[node], worst[targets[i]])
                    : worst[node] + (position.ChanceProbability(i) * worst[targets[i]]);
            }
        }

        return solved.Solution.Ceiling - worst[graph.Root];
    }

    private SolvedGame Solve(AuctionGame game)
    {
        var table = new GameTable { Game = game, Seat = 0, Policies = [RandomPolicy.Instance] };
        var graph = StateGraph.Explore(game, StatesMax, cancellation)
            ?? throw new UserErrorException("bargain: this auction is too large to solve; give it fewer lots or a smaller purse");
        return new SolvedGame(table, new GraphSolution(graph, table));
    }

    /// <summary>The one bidder may value each kind at anything.</summary>
    private HiddenWorlds Worlds(AuctionGame game)
    {
        var worlds = Enumerable.Range(0, (AuctionForm.WorthMax + 1) * (AuctionForm.WorthMax + 1)).Select(n => Solve(new AuctionGame(
            game.Name,
            (game.Form with { BidderWorths = [[n / (AuctionForm.WorthMax + 1), n % (AuctionForm.WorthMax + 1)]] }).Complete(),
            words))).ToList();
        return new HiddenWorlds(
            [.. worlds.Select(w => w.Table)],
            [.. worlds.Select(w => w.Solution)],
            [.. worlds.Select(w => Notes(((AuctionGame)w.Table.Game).Form))]);
    }

    private IReadOnlyList<string> Notes(AuctionForm form) => [.. form.Names.Select((name, kind) => words.Book.Fill(
        "games/bargain/auction-note", ("bidder", form.Bidders[0]), ("thing", name),
        ("points", Numbers.Text(form.BidderWorths[0][kind]))))];

    private string Rulebook(AuctionForm form, bool hidden)
    {
        var book = words.Book;
        var told = form.Bidders.SelectMany((bidder, b) => form.Names.Select((name, kind) => book.Fill(
            "games/bargain/auction-note", ("bidder", bidder), ("thing", name), ("points", Numbers.Text(form.BidderWorths[b][kind])))));
        return book.Fill("games/bargain/auction",
            ("lots", Numbers.Text(form.Lots)),
            ("things", Numbers.Listed(form.Names, "and")),
            ("bidders", Numbers.Listed(form.Bidders, "and")),
            ("purse", Numbers.Text(form.Purse)),
            ("how", book.Text($"games/bargain/auction-{form.Kind.ToString().ToLowerInvariant()}")),
            ("worths", hidden
                ? book.Fill("games/bargain/auction-hidden", ("most", Numbers.Text(AuctionForm.WorthMax)))
                : book.Fill("games/bargain/auction-told", ("list", Numbers.Listed(told, "and")))));
    }
}
