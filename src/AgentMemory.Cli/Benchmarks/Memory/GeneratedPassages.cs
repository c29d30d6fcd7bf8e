using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Cli.Benchmarks.Memory;

/// <summary>
/// Texts without end that are like real ones where search feels it: word frequencies fall by Zipf's law, passages have
/// topics, and questions share some of their passage's rarer words among common ones. All of it follows from the seed.
/// </summary>
internal sealed class GeneratedPassages
{
    private const int Words = 60_000;
    private const int Topics = 2_000;
    private const int WordsPerTopic = 200;
    private const int LengthMin = 12;
    private const int LengthMax = 31;
    private const double TopicShare = 0.6;
    private static readonly string[] Onsets = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch", "st", "tr"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ai", "eo"];
    private readonly Rng _rng;
    private readonly string[] _words;

    public GeneratedPassages(ulong seed)
    {
        _rng = new Rng(seed).Fork("generated passages");
        _words = MakeWords(_rng.Fork("words"));
    }

    /// <summary>The passage of a number.</summary>
    public string Passage(int number)
    {
        var rng = _rng.Fork("passage", number);
        var topic = rng.Next(Topics);
        var text = new StringBuilder();
        var length = rng.Next(LengthMin, LengthMax);
        for (var i = 0; i < length; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(rng.Chance(TopicShare) ? TopicWord(topic, rng) : CommonWord(rng));
        }

        return text.Append('.').ToString();
    }

    /// <summary>A question to a passage: three to six of its words, in any order, with two words as they come.</summary>
    public string Question(int number, int passages)
    {
        var rng = _rng.Fork("question", number);
        var words = Passage(rng.Next(passages)).TrimEnd('.').Split(' ');
        rng.Shuffle<string>(words);
        return string.Join(' ', words.Take(rng.Next(3, 7)).Append(CommonWord(rng)).Prepend(CommonWord(rng))) + "?";
    }

    private string CommonWord(Rng rng) => _words[Zipf(rng, Words)];

    private string TopicWord(int topic, Rng rng)
    {
        // A topic's words are drawn from the whole vocabulary by its number, so that topics overlap.
        var place = Zipf(rng, WordsPerTopic);
        return _words[(int)(Rng.Mix((ulong)topic, (ulong)place) % Words)];
    }

    /// <summary>0 .. count-1 with probability about 1 / (place + 1): the inverse of the logarithm that sums them.</summary>
    private static int Zipf(Rng rng, int count) => Math.Min(count - 1, (int)Math.Pow(count + 1, rng.NextDouble()) - 1);

    private static string[] MakeWords(Rng rng)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var ordered = new List<string>();
        while (ordered.Count < Words)
        {
            // Frequent words are short, as in every language (Zipf's law of abbreviation).
            var syllables = 1 + (ordered.Count > 60 ? 1 : 0) + (ordered.Count > 3_000 ? 1 : 0) + rng.Next(2);
            var word = string.Concat(Enumerable.Range(0, syllables).Select(_ => rng.Pick(Onsets) + rng.Pick(Vowels)));
            if (words.Add(word))
            {
                ordered.Add(word);
            }
        }

        return [.. ordered];
    }
}
