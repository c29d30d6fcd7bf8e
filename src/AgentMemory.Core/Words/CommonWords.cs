namespace AgentMemory.Core.Words;

/// <summary>
/// Everyday English names for invented things: nouns and adjectives, each a single token in the usual vocabularies. None of them is
/// a word of a rulebook, or a noun of a category that labels are learnt for, so that a name is never taken for what it usually means.
/// </summary>
public static class CommonWords
{
    /// <summary>The words, in alphabetical order.</summary>
    public static IReadOnlyList<string> Pool { get; } = WordPool.Read("words/common.txt");

    /// <summary>Different words in random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">count is negative, or more than there are.</exception>
    public static IReadOnlyList<string> Draw(int count, Rng rng)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Pool.Count);
        var pool = Pool.ToArray();
        rng.Shuffle<string>(pool);
        return pool[..count];
    }
}
