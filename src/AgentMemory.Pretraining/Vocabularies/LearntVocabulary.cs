using System.Globalization;
using AgentMemory.Core.Words;

namespace AgentMemory.Pretraining.Vocabularies;

/// <summary>
/// Byte-level BPE (Sennrich, Haddow and Birch 2016) learnt on words with their counts, behind merges that are given: the
/// invented names, bare and behind a space, and the small numbers come first, so that each is one token whatever the
/// corpus says of it; the commonest pairs of what is then left fill the vocabulary.
/// </summary>
public static class LearntVocabulary
{
    private const int MarksAndBytes = 259;
    private const int NumbersBelow = 31;
    private const int PairsMin = 2;

    /// <param name="counts">Words as <see cref="Count"/> cuts them, with how often each comes up.</param>
    /// <param name="size">Tokens at most; the vocabulary is filled up to a round number.</param>
    /// <param name="spaced">Whether a space may be joined to the word behind it.</param>
    public static Vocabulary Make(IReadOnlyDictionary<string, int> counts, int size, bool spaced)
    {
        var names = InventedWords.Pool
            .Concat(Enumerable.Range(10, NumbersBelow - 10).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var merges = new List<(string Left, string Right)>(WordVocabulary.Merges(names, spaced));
        var ranks = merges.Select((m, i) => (m, i)).ToDictionary(p => p.m, p => p.i);
        var words = counts.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => new Word(WordVocabulary.Split(Vocabulary.ToPrintable(p.Key), ranks), p.Value)).ToList();
        var made = merges.Select(m => m.Left + m.Right).ToHashSet(StringComparer.Ordinal);
        while (MarksAndBytes + merges.Count < size && Commonest(words, made, spaced) is { } pair)
        {
            merges.Add(pair);
            made.Add(pair.Left + pair.Right);
            foreach (var word in words)
            {
                word.Merge(pair);
            }
        }

        return new Vocabulary(merges);
    }

    /// <summary>Adds the words of a text to counts.</summary>
    public static void Count(string text, Dictionary<string, int> counts)
    {
        foreach (var word in WordSplitter.Split(text))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }
    }

    // Equal counts go by the pair itself, so that the same words give the same vocabulary.
    private static (string Left, string Right)? Commonest(List<Word> words, HashSet<string> made, bool spaced)
    {
        var counts = new Dictionary<(string Left, string Right), long>();
        foreach (var word in words)
        {
            for (var i = 0; i + 1 < word.Pieces.Count; i++)
            {
                var pair = (word.Pieces[i], word.Pieces[i + 1]);
                counts[pair] = counts.GetValueOrDefault(pair) + word.Count;
            }
        }

        var best = default((string Left, string Right));
        var most = (long)PairsMin - 1;
        foreach (var (pair, count) in counts)
        {
            if ((count > most || (count == most && most >= PairsMin && Order(pair, best) < 0))
                && (spaced || pair.Left[0] != 'Ġ') && !made.Contains(pair.Left + pair.Right))
            {
                (best, most) = (pair, count);
            }
        }

        return most < PairsMin ? null : best;

        static int Order((string Left, string Right) one, (string Left, string Right) other) =>
            string.CompareOrdinal(one.Left, other.Left) is var left and not 0 ? left : string.CompareOrdinal(one.Right, other.Right);
    }

    private sealed class Word(List<string> pieces, int count)
    {
        public List<string> Pieces { get; } = pieces;

        public int Count { get; } = count;

        public void Merge((string Left, string Right) pair)
        {
            for (var i = 0; i + 1 < Pieces.Count; i++)
            {
                if (Pieces[i] == pair.Left && Pieces[i + 1] == pair.Right)
                {
                    Pieces[i] = pair.Left + pair.Right;
                    Pieces.RemoveAt(i + 1);
                }
            }
        }
    }
}
