using System.Text.RegularExpressions;
using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>The words a corpus uses, for its vocabulary. Follows from the plan alone.</summary>
public static partial class CorpusWords
{
    private const int Lives = 160;
    private const int UsesMin = 3;
    private const int WordsMax = 600;

    /// <summary>The corpus's frequent words that are no names of the pool, the most frequent first.</summary>
    public static IReadOnlyList<string> Of(PretrainPlan plan, IReadOnlyDictionary<string, ITaskFamily> families, PlayPrompt prompt)
    {
        var counter = new WordCounter();
        // Every part is looked at alike: the words of a rare part must be words too.
        var even = plan with { Corpus = [.. plan.Corpus.Select(p => p with { Weight = 1 })] };
        var corpus = new Corpus(even, families, new LifeWriter(prompt, counter, plan.Life), new SampleMaker(counter, null), 0);
        var pool = InventedWords.Pool.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Enumerable.Range(0, Lives)
                .SelectMany(n => corpus.Life(n).Parts)
                .SelectMany(p => Word().Matches(p.Segment.Text))
                .Select(m => m.Value)
                .Where(w => !pool.Contains(w))
                .GroupBy(w => w, StringComparer.Ordinal)
                .Where(g => g.Count() >= UsesMin)
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Take(WordsMax)
                .Select(g => g.Key),
        ];
    }

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word();

    /// <summary>Stands in for the tokenizer that is yet to be made: lives only ask it how long a text is.</summary>
    private sealed class WordCounter : ITokenizer
    {
        public IReadOnlyList<int> Encode(string text) => [.. text.Select(c => (int)c)];

        public string Decode(IReadOnlyList<int> tokens) => string.Concat(tokens.Select(t => (char)t));

        // About one token for a word with its space, and one for each sign.
        public int Count(string text) => text.Length / 3;
    }
}
