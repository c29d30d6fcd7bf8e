using AgentMemory.Core;

namespace AgentMemory.Claims.BayesGap;

/// <summary>How many urns a world has, of how many colours.</summary>
/// <param name="Urns">Hypotheses, all equally likely beforehand.</param>
/// <param name="Colours">Colours of balls.</param>
/// <param name="Balls">Balls in each urn, at least one of each colour.</param>
public sealed record UrnSize(int Urns, int Colours, int Balls);

/// <summary>Some urns, of which one is drawn from with replacement, and the word for each colour.</summary>
public sealed record UrnWorld
{
    /// <summary>Names the world.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Balls of each colour, [urn][colour]; no number is zero.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Balls { get; init; }

    /// <summary>The word for each colour.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>How many colours there are.</summary>
    public int Colours => Balls[0].Count;

    /// <summary>
    /// A world that follows from its seed alone. An urn's shares are uniform on the simplex (gaps between sorted uniform numbers), rounded
    /// to whole balls after each colour was given one.
    /// </summary>
    /// <param name="size">How large it is.</param>
    /// <param name="words">At least as many words as there are colours; the first ones name the colours in an order drawn by the seed.</param>
    /// <param name="seed">The world's.</param>
    /// <exception cref="ArgumentException">There are too few words, or fewer balls than colours.</exception>
    public static UrnWorld Draw(UrnSize size, IReadOnlyList<string> words, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(words);
        if (words.Count < size.Colours || size.Balls < size.Colours)
        {
            throw new ArgumentException("a world needs a word and a ball for each colour", nameof(size));
        }

        var rng = new Rng(seed).Fork(FormattableString.Invariant($"urns {size.Urns} {size.Colours} {size.Balls}"));
        var urns = Enumerable.Range(0, size.Urns).Select(_ => Urn(size, rng)).ToList();
        var named = words.Take(size.Colours).ToArray();
        rng.Fork("words").Shuffle<string>(named);
        return new UrnWorld { Seed = seed, Balls = urns, Words = named };
    }

    /// <summary>An urn's share of a colour.</summary>
    public double Share(int urn, int colour) => (double)Balls[urn][colour] / Balls[urn].Sum();

    /// <summary>The same urns with the words of the colours exchanged: colour c is called what colour c + 1 was.</summary>
    public UrnWorld Renamed() => this with { Words = [.. Words.Skip(1), Words[0]] };

    private static int[] Urn(UrnSize size, Rng rng)
    {
        double[] cuts = [0, .. Enumerable.Range(1, size.Colours - 1).Select(_ => rng.NextDouble()).Order(), 1];
        var free = size.Balls - size.Colours;
        double[] wanted = [.. cuts.Skip(1).Zip(cuts, (to, from) => (to - from) * free)];
        int[] balls = [.. wanted.Select(share => (int)share)];
        // Largest remainders take what rounding down left over.
        var order = Enumerable.Range(0, size.Colours).OrderByDescending(colour => wanted[colour] - balls[colour]).ThenBy(colour => colour);
        foreach (var colour in order.Take(free - balls.Sum()).ToList())
        {
            balls[colour]++;
        }

        return [.. balls.Select(count => count + 1)];
    }
}
