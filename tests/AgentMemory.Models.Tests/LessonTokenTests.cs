using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference;

namespace AgentMemory.Models.Tests;

/// <summary>A text becomes the same tokens where a model is asked and where it is taught, whatever marks and spaces it has.</summary>
public sealed class LessonTokenTests
{
    private const int Begin = 1;
    private static readonly string[] Words = ["blue", "red", "white", "door?", "x", "7", "\u00e9", "\U0001F642", " of", ","];
    private static readonly string[] Seams = ["", " ", "  ", "   ", "\t", "\n", "\n\n", " \n", "\r\n", ">", ":", "b", "wh"];

    public static TheoryData<int> Vocabularies => [.. Enumerable.Range(0, MarkedVocabulary.All.Count)];

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Whatever_a_lesson_holds_it_has_one_begin_mark_and_one_end_mark_and_its_prompt_is_what_is_asked(int number)
    {
        using var folder = new TemporaryFolder();
        var vocabulary = MarkedVocabulary.All[number];
        using var model = vocabulary.Open(folder);
        var (marks, rng) = (model.Tokenizer.Marks, new Rng(7).Fork("vocabulary", number));
        for (var i = 0; i < 400; i++)
        {
            var prompt = rng.Pick(["", "", MarkedVocabulary.Begin, MarkedVocabulary.Begin + MarkedVocabulary.Begin])
                + Text(rng) + rng.Pick(["", "", MarkedVocabulary.Turn]) + rng.Pick(Seams);
            var completion = rng.Pick(Seams) + Text(rng)
                + rng.Pick(["", "", MarkedVocabulary.Turn, MarkedVocabulary.End, MarkedVocabulary.End + MarkedVocabulary.End])
                + rng.Pick(["", "", "\n", " more"]);
            var endsText = rng.Chance(0.7);
            var lesson = LessonTokens.Of(model.Tokenizer, prompt, completion, endsText);

            Assert.Equal(Asked(model, prompt), lesson.Prompt);
            var hasBegin = vocabulary.AddsBegin || prompt.StartsWith(MarkedVocabulary.Begin, StringComparison.Ordinal);
            Assert.Equal(hasBegin ? 1 : 0, lesson.Prompt.TakeWhile(t => t == Begin).Count());
            Assert.DoesNotContain(lesson.Completion.SkipLast(lesson.HasEnd ? 1 : 0), marks.Endings.Contains);
            var own = completion.IndexOf("<|e", StringComparison.Ordinal);
            Assert.Equal(endsText || own >= 0, lesson.HasEnd);
            Assert.True(!lesson.HasEnd || marks.Endings.Contains(lesson.Completion[^1]));
            // What is taught writes the completion up to its first end mark, to the byte.
            var written = Written(model, lesson.Completion.SkipLast(lesson.HasEnd ? 1 : 0));
            // SentencePiece puts a space after every mark, here as in every other text.
            var isAfterMark = vocabulary.IsSentencePiece && prompt.EndsWith("|>", StringComparison.Ordinal);
            Assert.Equal((isAfterMark ? " " : "") + (own < 0 ? completion : completion[..own]), written);
            Assert.Equal(own >= 0 && completion.EndsWith("more", StringComparison.Ordinal), lesson.AfterEnd.Length > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void A_prompt_is_asked_without_an_end_mark_and_a_second_begin_mark(int number)
    {
        using var folder = new TemporaryFolder();
        using var model = MarkedVocabulary.All[number].Open(folder);
        var plain = Asked(model, "hi");
        Assert.Equal(MarkedVocabulary.All[number].AddsBegin, plain[0] == Begin);
        Assert.DoesNotContain(plain, model.Tokenizer.Marks.Endings.Contains);
        foreach (var begins in new[] { MarkedVocabulary.Begin, MarkedVocabulary.Begin + MarkedVocabulary.Begin })
        {
            Assert.Equal([Begin, .. plain.Where(t => t != Begin)], Asked(model, begins + "hi"));
        }

        // A continuation that is scored has no end mark after it either.
        var foreseen = model.Foresee([new ScoreRequest("hi", " blue")], default)[0];
        Assert.DoesNotContain(foreseen.Tokens, model.Tokenizer.Marks.Endings.Contains);
    }

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void A_growing_prompt_with_marks_in_it_is_tokenised_as_from_the_start(int number)
    {
        using var folder = new TemporaryFolder();
        using var model = MarkedVocabulary.All[number].Open(folder);
        var tokenizer = model.Engine.Weights.Tokenizer;
        var rng = new Rng(8).Fork("vocabulary", number);
        string[] parts = [.. Words, .. Seams, MarkedVocabulary.Begin, MarkedVocabulary.Turn, MarkedVocabulary.End];
        var prompts = new List<string> { "", MarkedVocabulary.Begin };
        for (var i = 0; i < 600; i++)
        {
            var earlier = rng.Pick(prompts);
            var kept = rng.Chance(0.3) ? earlier[..rng.Next(0, earlier.Length + 1)].TrimEnd('\uD83D') : earlier;
            var prompt = kept + string.Concat(Enumerable.Range(0, rng.Next(0, 30)).Select(_ => rng.Pick(parts)));
            var asked = tokenizer.EncodePrompt(prompt);
            Assert.Equal(PromptTokens.Of(tokenizer, prompt), asked);
            var reply = rng.Pick(parts[..^3]) + rng.Pick(Words);
            Assert.Equal(PromptTokens.Of(tokenizer, prompt + reply), tokenizer.EncodeBehind(prompt, asked, [reply])[0]);
            prompts.Add(prompt.Length < 1_000 ? prompt : "");
        }
    }

    [Fact]
    public void A_seam_that_the_tokenizer_leaves_open_gives_the_whole_texts_tokens()
    {
        using var folder = new TemporaryFolder();
        using var model = new MarkedVocabulary(IsSentencePiece: true, AddsBegin: true, AddsEnd: false).Open(folder);
        var open = LessonTokens.Of(model.Tokenizer, "door?", " blue", endsText: true);
        Assert.False(open.IsParted);
        Assert.Equal([.. PromptTokens.Of(model.Tokenizer, "door? blue"), 2], open.Prompt.Concat(open.Completion));
        var parted = LessonTokens.Of(model.Tokenizer, "door? ", "blue", endsText: true);
        Assert.True(parted.IsParted);
        Assert.NotEqual(PromptTokens.Of(model.Tokenizer, "door? blue"), parted.Prompt.Concat(parted.Completion.SkipLast(1)));
    }

    private static int[] Asked(LocalModel model, string prompt) => model.Engine.Weights.Tokenizer.EncodePrompt(prompt);

    private static string Written(LocalModel model, IEnumerable<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            bytes.AddRange(model.Engine.Weights.Tokenizer.Piece(token));
        }

        return System.Text.Encoding.UTF8.GetString([.. bytes]);
    }

    private static string Text(Rng rng) => string.Concat(Enumerable.Range(0, rng.Next(1, 6)).Select(_ => rng.Pick(Words)));
}
