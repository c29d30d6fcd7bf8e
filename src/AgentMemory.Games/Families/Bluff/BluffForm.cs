namespace AgentMemory.Games.Families.Bluff;

/// <summary>What a betting game is made of.</summary>
public sealed record BluffForm
{
    /// <summary>Invented names of the kinds of card.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>How high each kind is; different for every kind.</summary>
    public required IReadOnlyList<int> Strength { get; init; }

    /// <summary>Cards of each kind in the deck.</summary>
    public required int Copies { get; init; }

    /// <summary>What each player puts in before the deal.</summary>
    public required int Ante { get; init; }

    /// <summary>The size of a bet in each round; as many as there are rounds.</summary>
    public required IReadOnlyList<int> Bets { get; init; }

    /// <summary>How many bets and raises there can be in a round.</summary>
    public required int RaisesMax { get; init; }

    /// <summary>The most that can be won or lost.</summary>
    public int StakeMax => Ante + (RaisesMax * Bets.Sum());

    /// <summary>Three cards, one round, one bet of one (H. W. Kuhn, "A simplified two-person poker", 1950).</summary>
    public static BluffForm Kuhn(IReadOnlyList<string> kinds) => new()
    {
        Kinds = kinds,
        Strength = [0, 1, 2],
        Copies = 1,
        Ante = 1,
        Bets = [1],
        RaisesMax = 1,
    };

    /// <summary>
    /// Six cards, two rounds with bets of two and four, two raises each (F. Southey et al., "Bayes' bluff: opponent
    /// modelling in poker", UAI 2005).
    /// </summary>
    public static BluffForm Leduc(IReadOnlyList<string> kinds) => new()
    {
        Kinds = kinds,
        Strength = [0, 1, 2],
        Copies = 2,
        Ante = 1,
        Bets = [2, 4],
        RaisesMax = 2,
    };
}
