using System.Text.RegularExpressions;

namespace AgentMemory.Testing.Conversations;

/// <summary>How many of a conversation's questions have their answer among the first ten turns that a search gives.</summary>
public static partial class ConversationRecall
{
    public const int Count = 10;

    /// <summary>
    /// The ten conversations by which retrieval is judged. What function words count and which misspelt words are corrected was chosen
    /// on the seeds 1 to 10, so these are others; they are filled from the same topics all the same.
    /// </summary>
    public static IReadOnlyList<GeneratedConversation> Ten { get; } =
        [.. Enumerable.Range(101, 10).Select(seed => GeneratedConversation.Make((ulong)seed))];

    /// <param name="conversation">Its questions and answers.</param>
    /// <param name="ask">How a question is put; as it is by default.</param>
    /// <param name="find">The places of the turns that a search gives for a question.</param>
    public static double Of(GeneratedConversation conversation, Func<string, int, string> ask, Func<string, IEnumerable<int>> find) =>
        conversation.Questions.Select((question, i) => find(ask(question.Text, i)).Take(Count).Contains(question.Answer) ? 1.0 : 0).Average();

    /// <summary>
    /// Plain BM25 over words as they stand, k1 1.2 and b 0.75, written here apart from the project's own. The places of the best turns.
    /// </summary>
    public static Func<string, IEnumerable<int>> PlainBm25(IReadOnlyList<string> turns)
    {
        var texts = turns.Select(Words).ToList();
        var holding = texts.SelectMany(text => text.Distinct()).GroupBy(word => word, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var mean = texts.Average(text => text.Count);
        return question => Enumerable.Range(0, texts.Count).OrderByDescending(i => Score(Words(question).Distinct(), texts[i])).Take(Count);

        double Score(IEnumerable<string> asked, List<string> text) => asked.Sum(word =>
        {
            double held = text.Count(other => other == word);
            return held == 0
                ? 0
                : Math.Log(1 + ((texts.Count - holding[word] + 0.5) / (holding[word] + 0.5)))
                    * held * 2.2 / (held + (1.2 * (0.25 + (0.75 * text.Count / mean))));
        });
    }

    private static List<string> Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
