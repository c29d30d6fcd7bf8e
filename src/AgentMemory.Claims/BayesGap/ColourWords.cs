using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Words;

namespace AgentMemory.Claims.BayesGap;

/// <summary>The words for colours that a model's vocabulary tells apart by their first token, and their tokens.</summary>
public static class ColourWords
{
    // A word with a space before it is tokenised behind something: alone it may get a space of its own.
    private const string Lead = ":";

    /// <summary>
    /// So many words: colours where each is one token, else invented words, else any of them whose first tokens differ.
    /// </summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="prompts">Hold the list of colours.</param>
    /// <param name="count">How many are needed.</param>
    /// <exception cref="UserErrorException">The vocabulary tells too few apart.</exception>
    public static IReadOnlyList<string> Choose(ITokenizer tokenizer, PromptBook prompts, int count)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        string[] colours = [.. prompts.Text("claims/colours").Split('\n')];
        string[] invented = [.. InventedWords.Replies, .. InventedWords.Things];
        string[][] pools =
        [
            [.. colours.Where(word => TokensOf(tokenizer, word).Length == 1)],
            [.. invented.Where(word => TokensOf(tokenizer, word).Length == 1)],
            [.. CommonWords.Pool.Where(word => TokensOf(tokenizer, word).Length == 1)],
            [.. colours, .. invented],
        ];
        foreach (var pool in pools)
        {
            string[] apart = [.. pool.DistinctBy(word => TokensOf(tokenizer, word)[0]).Take(count)];
            if (apart.Length == count)
            {
                return apart;
            }
        }

        throw new UserErrorException($"the model's vocabulary tells fewer than {count} words for colours apart by their first token; take fewer colours");
    }

    /// <summary>The tokens of a word with a space before it, behind other text.</summary>
    public static int[] TokensOf(ITokenizer tokenizer, string word)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var before = tokenizer.Encode(Lead);
        return [.. tokenizer.Encode($"{Lead} {word}").Skip(before.Count)];
    }

    /// <summary>Natural log-probabilities over the colours alone, from those of a whole vocabulary by each word's first token.</summary>
    /// <param name="log">Log-probability, or logit, of a token.</param>
    /// <param name="firstTokens">By colour.</param>
    public static double[] Among(Func<int, double> log, IReadOnlyList<int> firstTokens)
    {
        ArgumentNullException.ThrowIfNull(log);
        double[] own = [.. firstTokens.Select(log)];
        var max = own.Max();
        var total = max + Math.Log(own.Sum(value => Math.Exp(value - max)));
        return Array.ConvertAll(own, value => value - total);
    }
}
