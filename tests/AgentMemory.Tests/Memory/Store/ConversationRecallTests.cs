using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Vectors;
using AgentMemory.Testing.Conversations;

namespace AgentMemory.Tests.Memory.Store;

/// <summary>Recall of ten over ten long conversations: no signal that is added may lose what words find.</summary>
public sealed class ConversationRecallTests
{
    private static readonly IReadOnlyList<GeneratedConversation> Ten = ConversationRecall.Ten;

    [Fact]
    public void Words_alone_find_more_than_plain_BM25_and_less_in_no_conversation()
    {
        var plain = Ten.Select(c => ConversationRecall.Of(c, AsItIs, ConversationRecall.PlainBm25(c.Turns))).ToList();
        var words = Recall(null, AsItIs);
        Assert.All(words.Zip(plain), pair => Assert.True(pair.First >= pair.Second, $"{pair.First:F3} against {pair.Second:F3}"));
        Assert.True(words.Average() >= plain.Average() + 0.02, $"{words.Average():F3} against {plain.Average():F3}");
    }

    [Fact]
    public void Spelling_finds_as_much_as_words_where_all_is_spelt_right_and_far_more_where_it_is_not()
    {
        var words = Recall(null, AsItIs);
        var spelling = Recall(new SpellingEmbedder(), AsItIs);
        Assert.All(spelling.Zip(words), pair => Assert.True(pair.First >= pair.Second, $"{pair.First:F3} against {pair.Second:F3}"));
        var misspeltWords = Recall(null, Misspelt);
        var misspelt = Recall(new SpellingEmbedder(), Misspelt);
        Assert.All(misspelt.Zip(misspeltWords), pair => Assert.True(pair.First > pair.Second, $"{pair.First:F3} against {pair.Second:F3}"));
        Assert.True(misspelt.Average() >= misspeltWords.Average() + 0.1, $"{misspelt.Average():F3} against {misspeltWords.Average():F3}");
    }

    [Fact]
    public void Vectors_that_tell_nothing_change_nothing()
    {
        var random = new RandomEmbedder();
        Assert.Equal(Recall(null, AsItIs).Average(), Recall(random, AsItIs).Average(), 0.01);
        Assert.Equal(0, EmbedderExam.Sit(random, default).NatsPerCosine);
    }

    [Fact]
    public void The_first_results_are_the_same_however_many_are_wanted()
    {
        foreach (var embedder in new IEmbedder?[] { null, new SpellingEmbedder(), new RandomEmbedder() })
        {
            using var search = new ConversationSearch(Ten[0], embedder);
            foreach (var (question, _) in Ten[0].Questions.Take(20))
            {
                var many = search.Find(question, 200).ToList();
                foreach (var count in new[] { 1, 3, 10, 50, 51, 120 })
                {
                    Assert.Equal(many.Take(count), search.Find(question, count));
                }
            }
        }
    }

    private static string AsItIs(string question, int number) => question;

    private static string Misspelt(string question, int number) => GeneratedConversation.Misspelt(question, new Rng((ulong)number).Fork("misspelt"));

    private static List<double> Recall(IEmbedder? embedder, Func<string, int, string> ask) =>
    [
        .. Ten.Select(conversation =>
        {
            using var search = new ConversationSearch(conversation, embedder);
            return ConversationRecall.Of(conversation, ask, search.Find);
        }),
    ];

    /// <summary>A direction that follows from the text and from nothing in it.</summary>
    private sealed class RandomEmbedder : IEmbedder
    {
        public string Id => "random/1";

        public int Dimensions => 64;

        public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellation) => [.. texts.Select(text =>
        {
            var rng = new Rng(Rng.Hash(text));
            var vector = Enumerable.Range(0, Dimensions).Select(_ => (float)rng.NextGaussian()).ToArray();
            var length = MathF.Sqrt(vector.Sum(value => value * value));
            return Array.ConvertAll(vector, value => value / length);
        })];
    }
}
