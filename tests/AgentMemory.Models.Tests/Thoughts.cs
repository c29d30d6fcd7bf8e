using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests;

/// <summary>Thoughts by a real engine: what a model without sense thinks is nonsense, within its budget and the same every time.</summary>
public sealed class Thoughts(SmallModel small) : IClassFixture<SmallModel>
{
    private const int Budget = 12;
    private static readonly PromptBook Book = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly string[] Words = ["red", "blue", "green"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_thinks_within_its_budget_and_replies_legally_and_the_same_again(bool isRanked)
    {
        using var model = small.Open(contextTokens: 256);
        var choices = Choose(model, isRanked);
        var silent = Choose(model, isRanked, thinks: false);
        model.Forget();
        var again = Choose(model, isRanked);
        Assert.Equal(choices.Select(choice => (choice.Thought, choice.Reply)), again.Select(choice => (choice.Thought, choice.Reply)));
        Assert.Equal(choices.Select(choice => choice.LogProbability), again.Select(choice => choice.LogProbability));
        Assert.Contains(choices, choice => choice.Thought!.Length > 0);
        for (var i = 0; i < choices.Count; i++)
        {
            Assert.InRange(model.Tokenizer.Count(choices[i].Thought!), 0, Budget);
            Assert.InRange(choices[i].Cost.TokensWritten - silent[i].Cost.TokensWritten, 1, Budget + Words.Max(word => word.Length));
            Assert.Contains(((Reply.Legal)choices[i].Reply).Text, Words);
        }

        // The thought is what the model itself writes there.
        var written = model.Complete(
            [.. choices.Select((choice, i) => new CompletionRequest
            {
                Prompt = choice.Prompt + " [Let me think:",
                Form = new CompletionForm.Free(Budget, ["]", "\n"]),
                Temperature = 0,
                Seed = (ulong)i,
            })],
            default);
        Assert.All(choices.Zip(written), pair => Assert.StartsWith(
            new string([.. pair.First.Thought!.TakeWhile(char.IsAscii)]),
            string.Concat(pair.Second.Text.Where(letter => letter is '\t' || !char.IsControl(letter))),
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_mark_that_is_a_token_alone_ends_a_thought_and_is_no_part_of_it()
    {
        using var folder = new TemporaryFolder();
        using var model = new MarkedVocabulary(IsSentencePiece: false, AddsBegin: true, AddsEnd: false).Open(folder);
        CompletionRequest[] Requests(params string[] stops) => [.. Enumerable.Range(0, 96).Select(seed => new CompletionRequest
        {
            Prompt = "red:",
            Form = new CompletionForm.Free(40, stops),
            Temperature = 1,
            Seed = (ulong)seed,
        })];
        var free = model.Complete(Requests("never written"), default);
        var stopped = model.Complete(Requests(MarkedVocabulary.Begin), default);
        var ended = stopped.Index().Where(one => one.Item.Stop == StopReason.Complete).ToList();
        Assert.NotEmpty(ended);
        Assert.All(ended, one =>
        {
            Assert.DoesNotContain(MarkedVocabulary.Begin, one.Item.Text, StringComparison.Ordinal);
            Assert.StartsWith(one.Item.Text, free[one.Index].Text, StringComparison.Ordinal);
            Assert.True(one.Item.TokensWritten < free[one.Index].TokensWritten || one.Item.TokensWritten == 40);
        });
    }

    private static IReadOnlyList<Choice> Choose(ILanguageModel model, bool isRanked, bool thinks = true)
    {
        var prompt = new PlayPrompt(Book, PromptStyle.Plain);
        prompt = !thinks ? prompt : prompt.With(new Thinking
        {
            TokensMax = Budget,
            IsKept = false,
            Marks = ThoughtMarks.Of(model.Tokenizer, null, Book),
        });
        using var player = new ModelPlayer(model, prompt, _ => new Recollection { Documents = [] }, new PlayerLimits(250, 120));
        return player.Choose(
            [.. new[] { "cat", "dog", "cow", "hen" }.Select((thing, i) => new Turn
            {
                TaskId = "t",
                Documents = [],
                Earlier = [],
                View = new View(thing, new ReplyForm.OneOf(Words)) { Thing = thing },
                Temperature = 0,
                Restricted = true,
                Ranked = isRanked,
                Seed = (ulong)i,
            })],
            default);
    }
}
