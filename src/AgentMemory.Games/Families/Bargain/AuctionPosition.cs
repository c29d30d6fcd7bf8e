using System.Diagnostics;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bargain;

/// <summary>How far an auction has come.</summary>
/// <param name="Worth">What one of each kind is worth to the learner: four bits each.</param>
/// <param name="Kind">The kind that is sold now.</param>
/// <param name="Lot">Things sold before.</param>
/// <param name="Purse">What is left to spend.</param>
/// <param name="Gained">The worth of what was bought, less what was paid.</param>
/// <param name="Price">What is asked in an ascending auction; else 0.</param>
/// <param name="Bid">What the learner bids while the others' bids are being drawn; else -1.</param>
/// <param name="Highest">The highest bid of the others for the last thing, -1 where it did not come out.</param>
public readonly record struct AuctionState(
    int Worth, int Kind, int Lot, int Purse, int Gained, int Price, int Bid, int Highest)
{
    /// <summary>What one of a kind is worth to the learner.</summary>
    public int this[int kind] => Worth >> (4 * kind) & 15;
}

/// <summary>A position of an auction: the learner bids, then chance draws what the others bid.</summary>
public sealed class AuctionPosition(AuctionForm form, AuctionState state) : IPosition
{
    private static readonly string[] Ascending = ["leave", "stay"];

    public AuctionState State => state;

    public Phase Phase => state.Lot == form.Lots ? Phase.Over : state.Bid >= 0 ? Phase.Chance : Phase.Moves;

    public int ChanceCount => Phase == Phase.Chance ? Outcomes().Count : 0;

    private bool IsAscending => form.Kind == AuctionKind.Ascending;

    /// <summary>What a thing of the kind sold now fetched, or -1 when the learner did not get it.</summary>
    public int Paid(int highest) => state.Bid <= highest ? -1 : form.Kind == AuctionKind.Second ? highest : state.Bid;

    public int MoveCount(int seat) => Phase != Phase.Moves ? 0
        : !IsAscending ? state.Purse + 1
        : state.Price <= state.Purse ? 2 : 1;

    public string MoveText(int seat, int move) => IsAscending ? Ascending[move] : Numbers.Text(move);

    public IPosition After(ReadOnlySpan<int> moves) => !IsAscending
        ? new AuctionPosition(form, state with { Bid = moves[0] })
        : moves[0] == 0 ? Sold(-1, -1) : new AuctionPosition(form, state with { Bid = state.Price });

    public double ChanceProbability(int outcome) => Outcomes()[outcome].Probability;

    public IPosition AfterChance(int outcome)
    {
        var highest = Outcomes()[outcome].Highest;
        return IsAscending && highest >= state.Bid
            ? new AuctionPosition(form, state with { Price = state.Price + 1, Bid = -1 })
            : Sold(Paid(highest), highest);
    }

    public double Score(int seat) => Phase == Phase.Over
        ? state.Gained
        : throw new UnreachableException("the game is not over");

    public bool Equals(IPosition? other) => other is AuctionPosition auction && state == auction.State;

    public override bool Equals(object? obj) => obj is IPosition position && Equals(position);

    public override int GetHashCode() => state.GetHashCode();

    /// <summary>The others' highest bid; of an ascending auction only whether it reaches the price, since no more is seen.</summary>
    private IReadOnlyList<(double Probability, int Highest)> Outcomes()
    {
        var chances = form.Highest[state.Kind];
        if (!IsAscending)
        {
            return [.. chances.Select((chance, bid) => (chance, bid)).Where(o => o.chance > 0)];
        }

        // So far all of the others' bids have reached the price before.
        var left = chances.Skip(state.Bid - 1).Sum();
        var leaves = left > 0 ? chances[Math.Min(state.Bid - 1, chances.Length - 1)] / left : 1;
        return leaves >= 1 ? [(1, state.Bid - 1)]
            : leaves <= 0 ? [(1, state.Bid)]
            : [(leaves, state.Bid - 1), (1 - leaves, state.Bid)];
    }

    private AuctionPosition Sold(int paid, int highest) => new(form, state with
    {
        Kind = 1 - state.Kind,
        Lot = state.Lot + 1,
        Purse = state.Purse - Math.Max(0, paid),
        Gained = state.Gained + (paid < 0 ? 0 : state[state.Kind] - paid),
        Price = IsAscending ? 1 : 0,
        Bid = -1,
        Highest = IsAscending ? -1 : highest,
    });
}
