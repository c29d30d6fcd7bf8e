using AgentMemory.Core.Words;

namespace AgentMemory.Pretraining.Vocabularies;

/// <summary>
/// A vocabulary in which every word of a list is one token, by merges found word by word: a word that the merges so far
/// leave in pieces gets the merge of its last two pieces, until it is whole. Later merges rank behind earlier ones, so a
/// word once whole stays whole. Syllables of the invented names come first, which keeps the number of half-words low.
/// </summary>
public static class WordVocabulary
{
    private const string Space = "Ġ";
    private const string Consonants = "bdfgklmnprtvz";
    private const string Vowels = "aeiou";

    /// <summary>The pool of invented names, the words given, and the numbers to 99.</summary>
    /// <param name="words">Words of rulebooks and of the play format, the most frequent first.</param>
    /// <param name="spaced">
    /// Whether a word behind a space is one token with it. True: texts take about 40% fewer tokens and neighbours in the
    /// text are neighbours in tokens, but each word has two tokens (at a line's start and behind a space), whose likeness
    /// the model must learn or be started with. False: one token per word wherever it stands, and spaces are tokens.
    /// </param>
    public static Vocabulary Make(IEnumerable<string> words, bool spaced)
    {
        var all = InventedWords.Pool
            .Concat(words)
            .Concat(Enumerable.Range(10, 90).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return Of(all, spaced);
    }

    /// <summary>A vocabulary of any list of words.</summary>
    public static Vocabulary Of(IEnumerable<string> words, bool spaced) => new(Merges(words, spaced));

    /// <summary>The merges that make every word of a list one token.</summary>
    internal static IReadOnlyList<(string Left, string Right)> Merges(IEnumerable<string> words, bool spaced)
    {
        var merges = new List<(string Left, string Right)>();
        var ranks = new Dictionary<(string, string), int>();
        var bare = words.Distinct(StringComparer.Ordinal).Select(Vocabulary.ToPrintable).ToArray();
        var syllables = Consonants.SelectMany(c => Vowels.Select(v => $"{c}{v}"));
        foreach (var word in syllables.Concat(bare))
        {
            Complete(word);
        }

        // A joined space comes last of all merges, so that it never keeps a word from becoming whole first.
        foreach (var word in spaced ? bare.Concat(Enumerable.Range(0, 10).Select(d => $"{d}")) : [])
        {
            Complete(Space + word);
        }

        return merges;

        void Complete(string word)
        {
            for (var pieces = Split(word, ranks); pieces.Count > 1; pieces = Split(word, ranks))
            {
                var pair = (pieces[^2], pieces[^1]);
                ranks[pair] = merges.Count;
                merges.Add(pair);
            }
        }
    }

    // BPE: the pair of the lowest rank is joined first, the leftmost among equals.
    internal static List<string> Split(string word, Dictionary<(string, string), int> ranks)
    {
        var pieces = word.Select(c => c.ToString()).ToList();
        while (true)
        {
            var best = -1;
            var bestRank = int.MaxValue;
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                if (ranks.TryGetValue((pieces[i], pieces[i + 1]), out var rank) && rank < bestRank)
                {
                    (best, bestRank) = (i, rank);
                }
            }

            if (best < 0)
            {
                return pieces;
            }

            pieces[best] += pieces[best + 1];
            pieces.RemoveAt(best + 1);
        }
    }
}
