using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>Draws one game of heaps.</summary>
internal static class HeapInstance
{
    private const int StartsMax = 1000;

    /// <summary>The game of an attempt.</summary>
    /// <param name="settings">What is fixed.</param>
    /// <param name="words">Where its words come from.</param>
    /// <param name="rng">Rules all that is drawn.</param>
    /// <param name="variation">0 for the game itself; other numbers change one rule, the names stay.</param>
    public static HeapGame Draw(HeapSettings settings, GameWords words, Rng rng, int variation)
    {
        var names = GameNames.Draw(settings.Names, 1 + HeapRules.HeapsMax, GameNames.Source(rng, settings.Twin));
        var takes = settings.TakesAny ? Any(settings.Size + settings.Refill) : settings.Takes ?? Drawn(settings, rng);
        var misere = settings.Misere;
        if (variation > 0 && settings.TakesAny)
        {
            misere = !misere;
        }
        else if (variation > 0)
        {
            takes = Exchange(takes, settings, rng.Fork("varied", variation));
        }

        var slots = settings.Split ? Math.Min(HeapRules.HeapsMax, settings.Piles + 2) : settings.Piles;
        var rules = new HeapRules
        {
            Names = [.. names.Skip(1).Take(slots)],
            Allowed = takes,
            Offered = settings.Hidden ? Any(settings.Most) : takes,
            BlindSeat = settings.Hidden ? settings.Seat : -1,
            Misere = misere,
            Echo = settings.Echo,
            Split = settings.Split,
            Refill = settings.Refill,
        };
        return new HeapGame(names[0], rules, Starts(settings, rules), words);
    }

    /// <summary>The same game with every set of takes that the rulebook leaves possible; the true one among them.</summary>
    public static IReadOnlyList<HeapGame> Possible(HeapGame game, HeapSettings settings, GameWords words)
    {
        var games = new List<HeapGame>();
        for (var mask = 0u; mask <= Any(settings.Most); mask += 2)
        {
            if (System.Numerics.BitOperations.PopCount(mask) == settings.Allowed)
            {
                games.Add(new HeapGame(game.Name, game.Rules with { Allowed = mask }, game.Starts, words));
            }
        }

        return games;
    }

    private static uint Any(int most) => (2u << most) - 2;

    private static uint Drawn(HeapSettings settings, Rng rng)
    {
        var counts = Enumerable.Range(1, settings.Most).ToArray();
        rng.Fork("takes").Shuffle<int>(counts);
        return HeapRules.Mask(counts.Take(settings.Allowed));
    }

    /// <summary>One count goes, another comes; where all are taken, one only goes or, of a single one, another comes.</summary>
    private static uint Exchange(uint takes, HeapSettings settings, Rng rng)
    {
        var inside = HeapRules.Counts(takes).ToList();
        var outside = HeapRules.Counts(Any(settings.Most) & ~takes).ToList();
        if (outside.Count > 0)
        {
            takes |= 1u << rng.Pick(outside);
        }

        return outside.Count == 0 || inside.Count > 1 || settings.Hidden ? takes & ~(1u << rng.Pick(inside)) : takes;
    }

    private static IReadOnlyList<IReadOnlyList<int>> Starts(HeapSettings settings, HeapRules rules)
    {
        if (settings.Start is { } fixedStart)
        {
            return [fixedStart];
        }

        var low = Low(settings);
        var starts = new List<IReadOnlyList<int>> { Array.Empty<int>() };
        for (var heap = 0; heap < settings.Piles; heap++)
        {
            starts = [.. starts.SelectMany(s => Enumerable.Range(low, settings.Size - low + 1)
                .Select(n => (IReadOnlyList<int>)[.. s, n]))];
        }

        // Some move must be possible under every set of takes that could be drawn, else a play would have no turn.
        return [.. starts.Where(s => HeapRules.Counts(rules.Allowed).Any(n => s.Any(h => h >= n))).Take(StartsMax)];
    }

    /// <summary>The smallest heap of a start.</summary>
    public static int Low(HeapSettings settings)
    {
        var largestSmallestTake = settings.Most - settings.Allowed + 1;
        var low = Math.Max(settings.Size / 2, settings.Hidden ? largestSmallestTake : 1);
        return Math.Min(settings.Size, settings.Seat == 1 && settings.Piles == 1 ? Math.Max(low, settings.Most + 1) : low);
    }
}
