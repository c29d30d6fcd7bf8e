using System.Globalization;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bargain;

/// <summary>One auction house and its words.</summary>
public sealed class AuctionGame : IWorldGame
{
    private readonly GameWords _words;

    /// <summary>A game in which the learner's worths and the kind that is sold first are drawn anew every time.</summary>
    public AuctionGame(string name, AuctionForm form, GameWords words)
    {
        Name = name;
        Form = form;
        _words = words;
        var price = form.Kind == AuctionKind.Ascending ? 1 : 0;
        Start = ChancePosition.Uniform([.. Enumerable.Range(0, 2).SelectMany(kind =>
            Enumerable.Range(1, AuctionForm.WorthMax).SelectMany(left => Enumerable.Range(1, AuctionForm.WorthMax).Select(right =>
                new AuctionPosition(form, new AuctionState(left | (right << 4), kind, 0, form.Purse, 0, price, -1, -1)))))]);
    }

    public string Name { get; }

    public AuctionForm Form { get; }

    public IReadOnlyList<string> Roles => GameWords.OneRole;

    public IPosition Start { get; }

    public double ScoreMin => -Form.Purse;

    public double ScoreMax => AuctionForm.WorthMax * Form.Lots;

    public bool HidesInformation => false;

    // What the others bid for the last thing tells nothing of the play to come, but is seen.
    public object Sight(IPosition position, int seat) => ((AuctionPosition)position).State;

    public string Key(IPosition position, int seat)
    {
        var state = ((AuctionPosition)position).State;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state.Worth:x}.{state.Kind}.{state.Lot}.{state.Purse}.{state.Gained}.{state.Price}.{state.Bid}.{state.Highest}");
    }

    public IPosition InWorld(IPosition position) =>
        position is AuctionPosition auction ? new AuctionPosition(Form, auction.State) : Start;

    public string View(IPosition position, int seat, IReadOnlyList<Happening> since)
    {
        var state = ((AuctionPosition)position).State;
        var view = _words.Book.Fill("games/bargain/auction-view",
            ("worths", Worths(state)), ("thing", Form.Names[state.Kind]), ("purse", Numbers.Text(state.Purse)));
        if (Form.Kind == AuctionKind.Ascending)
        {
            view = _words.Book.Fill("games/bargain/auction-price", ("view", view), ("price", Numbers.Text(state.Price)));
        }

        return state.Lot == 0 || state.Price > 1 ? view : _words.Book.Fill("games/bargain/auction-next", ("sold", Sold(since)), ("view", view));
    }

    public string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since) => _words.Book.Fill(
        "games/bargain/auction-end", ("sold", Sold(since)), ("points", Numbers.Text(((AuctionPosition)position).State.Gained)));

    public string Board(IPosition position, int seat)
    {
        var state = ((AuctionPosition)position).State;
        var lines = Form.Names.Select((name, kind) => $"{name}  worth {state[kind]} to you");
        var sold = state.Lot == Form.Lots ? "all sold" : $"on sale {Form.Names[state.Kind]}, thing {state.Lot + 1} of {Form.Lots}";
        return string.Join("\n", lines.Append(sold).Append($"purse {state.Purse}, gained {state.Gained}"));
    }

    private string Worths(AuctionState state) =>
        string.Join(' ', Form.Names.Select((name, kind) => $"{name} {Numbers.Text(state[kind])}"));

    /// <summary>How the last thing was sold.</summary>
    private string Sold(IReadOnlyList<Happening> since)
    {
        if (since.Count == 0 || since[^1] is not { Before: AuctionPosition before, After: AuctionPosition after })
        {
            return "";
        }

        if (before.Phase == Phase.Moves)
        {
            return _words.Book.Text("games/bargain/auction-left");
        }

        var highest = after.State.Highest;
        var paid = before.State.Purse - after.State.Purse;
        var got = before.State.Bid > Math.Max(highest, 0) || (Form.Kind == AuctionKind.Ascending && highest < 0);
        return (Form.Kind, got) switch
        {
            (AuctionKind.Ascending, _) => _words.Book.Fill("games/bargain/auction-yours", ("paid", Numbers.Text(paid))),
            (_, true) => _words.Book.Fill(
                "games/bargain/auction-won", ("highest", Numbers.Text(highest)), ("paid", Numbers.Text(paid))),
            _ => _words.Book.Fill("games/bargain/auction-lost", ("highest", Numbers.Text(highest))),
        };
    }
}
