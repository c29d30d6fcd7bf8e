namespace AgentMemory.Core.Words;

/// <summary>
/// Names for invented things. The pool of 481 words (four or five letters, two syllables, none of them a word of a
/// large English, German, Dutch, French, Spanish, Italian, Portuguese, Swedish or Polish list, any two at least two
/// letters apart) is shared by all games and fields, so that a small vocabulary can hold each as one token. Beyond
/// the pool, names are put together from syllables.
/// </summary>
public static class InventedWords
{
    private const string Consonants = "bdfgklmnprtvz";
    private const string Vowels = "aeiou";
    private const string Endings = "klmnprt";
    private const int RepliesCount = 64;

    /// <summary>The pool, in alphabetical order.</summary>
    public static IReadOnlyList<string> Pool { get; } = WordPool.Read("words/pool.txt");

    /// <summary>Different names in random order: from the pool as far as it reaches, then put together from syllables.</summary>
    /// <exception cref="ArgumentOutOfRangeException">count is negative or over 100,000.</exception>
    public static IReadOnlyList<string> Draw(int count, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100_000);
        var pool = Pool.ToArray();
        rng.Shuffle<string>(pool);
        if (count <= pool.Length)
        {
            return pool[..count];
        }

        var names = new List<string>(pool);
        var taken = new HashSet<string>(pool, StringComparer.Ordinal);
        while (names.Count < count)
        {
            var name = OutsidePool(rng);
            if (taken.Add(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>
    /// The first words of the pool in an order that is fixed for good, kept for replies where a task draws its words from few; a small model
    /// then foresees few words, each of which it has met often.
    /// </summary>
    public static IReadOnlyList<string> Replies { get; } = InOrder()[..RepliesCount];

    /// <summary>The rest of the pool in that order: names of things where a task draws them from few.</summary>
    public static IReadOnlyList<string> Things { get; } = InOrder()[RepliesCount..];

    /// <summary>A name of three syllables, which the pool never holds; for tests of what a vocabulary does not know.</summary>
    public static string OutsidePool(Rng rng) =>
        Syllable(rng) + Syllable(rng) + Syllable(rng) + (rng.Chance(0.5) ? Letter(Endings, rng) : "");

    private static string[] InOrder()
    {
        var words = Pool.ToArray();
        new Rng(Rng.Hash("small pools")).Shuffle<string>(words);
        return words;
    }

    private static string Syllable(Rng rng) => Letter(Consonants, rng) + Letter(Vowels, rng);

    private static string Letter(string letters, Rng rng) => letters[rng.Next(letters.Length)].ToString();
}
