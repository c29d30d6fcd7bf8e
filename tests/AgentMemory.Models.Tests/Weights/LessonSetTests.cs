using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Lessons;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What lessons become before they are taught, what is told of them, and what the model then answers.</summary>
public sealed class LessonSetTests
{
    private const int Window = 64;
    private static readonly MarkedVocabulary Pieces = new(IsSentencePiece: true, AddsBegin: true, AddsEnd: false);

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Lessons_are_answered_as_taught_and_end_whichever_side_of_the_seam_has_the_space(bool pieces, bool addsEnd)
    {
        using var folder = new TemporaryFolder();
        using var model = (Pieces with { IsSentencePiece = pieces, AddsEnd = addsEnd }).Open(folder);
        TextLesson[] lessons =
        [
            new("w? ", "blue"), new("x? ", "red"), new("y? ", "green"), new("z? ", "white"),
            new("w:", " red"), new("x:", " green"), new("y:", " white"), new("z:", " blue"),
        ];
        var settings = new AdapterTrainingSettings
        {
            Adapter = new AdapterShape { Rank = 8, Alpha = 16 },
            Optimizer = new OptimizerSettings { LearningRate = 1e-2, WarmUpSteps = 5 },
            Epochs = 150,
            BatchTokens = 512,
            ValidationShare = 0,
        };
        new AdapterTraining(new TorchTrainers(), model.Card, model.Tokenizer, settings, TimeProvider.System)
            .Run(lessons, folder.File("a.gguf"), false, _ => { }, default);
        using var worn = model.Wear([new WornAdapter(folder.File("a.gguf"))]);
        var answers = worn.Complete(
            [.. lessons.Select(l => new CompletionRequest { Prompt = l.Prompt, Form = new CompletionForm.Free(12, []), Temperature = 0, Seed = 1 })], default);
        Assert.Equal(lessons.Select(l => l.Completion), answers.Select(a => a.Text));
        Assert.All(answers, a => Assert.Equal(StopReason.EndOfText, a.Stop));
    }

    [Fact]
    public void Of_a_lesson_longer_than_the_context_the_beginning_is_taught_and_no_end_mark()
    {
        using var folder = new TemporaryFolder();
        using var model = Pieces.Open(folder);
        var rng = new Rng(1);
        for (var i = 0; i < 60; i++)
        {
            var prompt = string.Concat(Enumerable.Repeat("p", rng.Next(1, 60)));
            var lesson = new TextLesson(prompt, string.Concat(Enumerable.Range(0, rng.Next(1, 120)).Select(_ => rng.Pick(["q", "7", "k"]))), 1, 5);
            var whole = LessonTokens.Of(model.Tokenizer, lesson.Prompt, lesson.Completion, endsText: true);
            // After the last token that is read, one more is predicted.
            var lost = Math.Max(0, whole.Prompt.Count + whole.Completion.Count - Window - 1);
            var set = LessonSet.Make([lesson], model.Tokenizer, Window, endsText: true);
            var taught = Assert.Single(set.Samples).Predictions.Select(p => p.Token).ToArray();
            Assert.Equal(whole.Completion.SkipLast(lost), taught);
            Assert.Equal(lost == 0, taught[^1] == model.Tokenizer.Marks.End);
            Assert.True(set.Samples[0].Tokens.Count <= Window);
            Assert.Equal(lost == 0 ? 0 : 1, set.Remarks.Count);
            Assert.All(set.Remarks, r => Assert.Matches($"^line 5: .* more than the model's context of {Window}: the last {lost} tokens", r));
        }
    }

    [Fact]
    public void A_prompt_that_fills_the_context_alone_is_refused_by_its_line()
    {
        using var folder = new TemporaryFolder();
        using var model = Pieces.Open(folder);
        var error = Assert.Throws<UserErrorException>(() => LessonSet.Make(
            [new("a", "b", 1, 1), new(new string('p', Window), "b", 1, 9)], model.Tokenizer, Window, endsText: true));
        Assert.Contains("line 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_person_would_not_expect_is_told_by_its_line()
    {
        using var folder = new TemporaryFolder();
        using var model = Pieces.Open(folder);
        Assert.Contains("line 1: this vocabulary would join", Remarks(new TextLesson("w? ", "blue")), StringComparison.Ordinal);
        Assert.Contains("after the first end mark", Remarks(new TextLesson("w?", $" blue{MarkedVocabulary.Turn} and red")), StringComparison.Ordinal);
        Assert.Contains($"has {MarkedVocabulary.Begin} inside", Remarks(new TextLesson("w?", $" blue {MarkedVocabulary.Begin}")), StringComparison.Ordinal);
        Assert.Contains($"has {MarkedVocabulary.Turn} inside", Remarks(
            new TextLesson("u:w?\na:", " blue\n") { Messages = ["w?", $"blue{MarkedVocabulary.Turn}"] }), StringComparison.Ordinal);
        Assert.Equal("", Remarks(new TextLesson($"{MarkedVocabulary.Begin}w?{MarkedVocabulary.Turn}a:", $" blue{MarkedVocabulary.Turn}\n")));
        Assert.Contains(
            "line 1: the chat template leaves the answer without an end mark; the model's own", Remarks(new TextLesson("u:w?\na:", " blue\n") { Messages = ["w?", "blue"] }), StringComparison.Ordinal);
        var open = LessonSet.Make([new TextLesson("u:w?\na:", " blue\n", 1, 1) { Messages = ["w?", "blue"] }], model.Tokenizer, Window, endsText: false);
        Assert.Contains("none is taught, so replies will not end", Assert.Single(open.Remarks), StringComparison.Ordinal);
        Assert.Contains("writes this answer otherwise than it asks", Remarks(
            new TextLesson("u:w?\na:", $" blue{MarkedVocabulary.Turn}") { Messages = ["w?", "blue"], IsRejoined = true }), StringComparison.Ordinal);
        var many = LessonSet.Make([.. Enumerable.Range(1, 40).Select(n => new TextLesson("w? ", "blue", 1, n))], model.Tokenizer, Window, true);
        Assert.Contains("likewise 39 more: line 2, 3,", Assert.Single(many.Remarks), StringComparison.Ordinal);
        var longer = LessonSet.Make([.. Enumerable.Range(1, 9).Select(n => new TextLesson("w?", new string('7', Window + n), 1, n))], model.Tokenizer, Window, true);
        Assert.Equal(3, longer.Remarks.Count);
        Assert.Contains("likewise 6 more: line 4, 5,", longer.Remarks[2], StringComparison.Ordinal);

        string Remarks(TextLesson lesson) =>
            string.Join('\n', LessonSet.Make([lesson with { Line = 1 }], model.Tokenizer, Window, endsText: true).Remarks);
    }

    [Fact]
    public void A_lessons_weight_is_the_weight_of_its_tokens()
    {
        using var folder = new TemporaryFolder();
        using var model = Pieces.Open(folder);
        var set = LessonSet.Make([new("w?", " blue", 2.5)], model.Tokenizer, Window, endsText: true);
        Assert.All(set.Samples[0].Predictions, p => Assert.Equal(2.5f, p.Weight));
    }
}
