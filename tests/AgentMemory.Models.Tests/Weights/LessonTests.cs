using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Training;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Lessons;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

public sealed class LessonTests
{
    [Fact]
    public void Lessons_of_both_shapes_are_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("l.jsonl"), [
            """{"prompt":"a","completion":"b"}""",
            "",
            """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"},"""
                + """{"role":"user","content":"z"},{"role":"assistant","content":"w"}]}""",
        ]);
        var pairs = LessonFile.Read(folder.File("l.jsonl"), (messages, opens) => string.Concat(messages.Select(m => $"<{m.Content}>")) + (opens ? "<" : ""));
        Assert.Equal(
            [("a", "b", 1, 1), ("<x><", "y>", 1, 3), ("<x><y><z><", "w>", 1, 3)],
            pairs.Select(p => (p.Prompt, p.Completion, (int)p.Weight, p.Line)));
    }

    [Fact]
    public void An_answer_that_the_form_writes_otherwise_than_it_asks_is_taught_where_it_is_asked_with_the_forms_end()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("l.jsonl"), """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":" y "}]}""");
        // As models with thoughts do: the question opens one, and in what was said before there is none; and blanks are trimmed.
        var lesson = Assert.Single(LessonFile.Read(
            folder.File("l.jsonl"), (messages, opens) => $"<{messages[0].Content}>" + (opens ? "[think]" : $"{messages[1].Content.Trim()}[end]")));
        Assert.Equal(("<x>[think]", " y [end]", true), (lesson.Prompt, lesson.Completion, lesson.IsRejoined));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"prompt":"a"}""")]
    [InlineData("""{"prompt":"a","completion":""}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"messages":[{"role":"nobody","content":"x"}]}""")]
    [InlineData("[1]")]
    public void A_bad_line_is_refused_by_its_number(string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("l.jsonl"), ["""{"prompt":"a","completion":"b"}""", line]);
        var error = Assert.Throws<UserErrorException>(() => LessonFile.Read(folder.File("l.jsonl"), (_, _) => ""));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_stops_when_it_no_longer_helps_and_the_best_adapter_is_kept()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel { Width = 32, Inner = 32 }.Save(folder.File("m.gguf"));
        using var model = LocalModel.Open(ModelEntry.OfFile(path), new EngineOptions { Threads = 1, ContextTokens = 64, Exact = true });
        // The answer is the same for all but one letter of noise, so lessons kept apart improve and then get worse.
        var rng = new Rng(1);
        TextLesson[] lessons = [.. Enumerable.Range(0, 30).Select(i => new TextLesson($"{i}?", $" yes{(char)('a' + rng.Next(26))}"))];
        var settings = new AdapterTrainingSettings
        {
            Adapter = new AdapterShape { Rank = 4, Alpha = 8 },
            Optimizer = new OptimizerSettings { LearningRate = 1e-2, WarmUpSteps = 5 },
            Epochs = 200,
            BatchTokens = 128,
            StepsMin = 200,
            MeasureSteps = 20,
            ValidationShare = 0.2,
        };
        var steps = 0L;
        var result = new AdapterTraining(new TorchTrainers(), model.Card, model.Tokenizer, settings, TimeProvider.System)
            .Run(lessons, folder.File("a.gguf"), false, p => steps = p.Step, default);
        Assert.Equal(steps, result.Steps);
        Assert.True(result.Steps is >= 200 and < 400, $"{result.Steps} steps");
        Assert.True(result.BestStep < result.Steps && result.BestLoss < result.FirstLoss / 2);
        using var worn = model.Wear([new WornAdapter(folder.File("a.gguf"))]);
        Assert.True(worn.Score([new ScoreRequest("77?", " yes")], default)[0].LogProbability > model.Score([new ScoreRequest("77?", " yes")], default)[0].LogProbability + 5);
    }
}
