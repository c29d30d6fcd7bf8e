namespace AgentMemory.Memory.Words;

/// <summary>
/// The particles that Korean writes to the end of a noun. A noun of two syllables or more is found by its neighbours whatever
/// follows; one of a single syllable only once its particle is known for one.
/// </summary>
internal static class KoreanParticles
{
    private static readonly string[] LongestFirst =
    [
        "에서는", "에게서", "으로는", "이라는",
        "에서", "에게", "한테", "으로", "까지", "부터", "처럼", "보다", "마다", "조차", "마저", "하고", "이랑", "이나",
        "은", "는", "이", "가", "을", "를", "에", "의", "와", "과", "도", "로", "만", "랑",
    ];

    /// <summary>The word without its particle; the word itself where it ends in none.</summary>
    public static string Without(string word)
    {
        var particle = Array.Find(LongestFirst, p => word.Length > p.Length && word.EndsWith(p, StringComparison.Ordinal));
        return particle is null ? word : word[..^particle.Length];
    }
}
