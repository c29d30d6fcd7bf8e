namespace AgentMemory.Games.Families.Bargain;

/// <summary>How things are sold.</summary>
public enum AuctionKind
{
    /// <summary>Sealed bids; the highest pays what it bid.</summary>
    First,

    /// <summary>Sealed bids; the highest pays the highest of the others.</summary>
    Second,

    /// <summary>The price rises by one until all but one have left.</summary>
    Ascending,
}

/// <summary>
/// Things sold one after another, of two kinds by turns, to the learner and to scripted bidders. A bidder bids what a thing
/// is worth to it or one less, as likely; the highest of their bids is all that matters to the learner.
/// </summary>
public sealed record AuctionForm
{
    /// <summary>What one thing is worth to anybody at most.</summary>
    public const int WorthMax = 5;

    public required AuctionKind Kind { get; init; }

    /// <summary>Invented names of the two kinds of thing.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Invented names of the bidders.</summary>
    public required IReadOnlyList<string> Bidders { get; init; }

    /// <summary>For every bidder what each kind is worth to it.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> BidderWorths { get; init; }

    /// <summary>How many things are sold.</summary>
    public required int Lots { get; init; }

    /// <summary>What the learner can spend in all.</summary>
    public required int Purse { get; init; }

    /// <summary>For each kind how likely the highest of the bidders' bids is 0, 1, 2, ...</summary>
    public IReadOnlyList<double[]> Highest { get; private init; } = [];

    /// <summary>With the highest bids worked out.</summary>
    public AuctionForm Complete() =>
        this with { Highest = [.. Names.Select((_, kind) => HighestOf([.. BidderWorths.Select(w => w[kind])]))] };

    private static double[] HighestOf(IReadOnlyList<int> worths)
    {
        var chances = new double[WorthMax + 1];
        for (var lower = 0; lower < 1 << worths.Count; lower++)
        {
            var highest = 0;
            for (var bidder = 0; bidder < worths.Count; bidder++)
            {
                highest = Math.Max(highest, worths[bidder] - (lower >> bidder & 1));
            }

            chances[highest] += 1.0 / (1 << worths.Count);
        }

        return chances;
    }
}
