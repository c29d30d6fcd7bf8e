using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

/// <summary>The same parts in every style, and replies that are ranked less what they are likely by themselves.</summary>
public sealed class PromptStyleTests
{
    private static readonly PromptBook Book = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly Document Rules = new("The game", "Three tries.") { IsRulebook = true };
    private static readonly Document Text = new("Of velu", "It is old.");
    private static readonly string[] Words = ["red", "blue"];

    private static readonly Recollection Memory = new()
    {
        Documents = [Rules, Text],
        Notes = ["dogs are red"],
        Episodes = [Told("bepa calls dog", "bepa dog", "red"), Whole("they 2, heap 4", "2", "you win")],
    };

    [Theory]
    [InlineData(
        PromptStyle.Plain,
        "# Of velu\nIt is old.\nNotes:\n- dogs are red\nbepa dog: red\nthey 2, heap 4: 2\n= you win\nbepa cat:")]
    [InlineData(
        PromptStyle.Qa,
        "# Of velu\nIt is old.\nNotes:\n- dogs are red\nQuestion: bepa calls dog\nAnswer: red\nQuestion: they 2, heap 4\nAnswer: 2\n= you win\n"
        + "Question: bepa calls cat\nAnswer:")]
    public void A_style_words_the_same_parts_otherwise(PromptStyle style, string expected)
    {
        var prompt = new PlayPrompt(Book, style);
        Assert.Equal(expected, prompt.Render(prompt.Compose(Memory, Bytes, 1000), Asked()));
        Assert.Equal(" blue\n", prompt.Written("blue"));
    }

    [Fact]
    public void A_chat_is_what_the_template_makes_of_the_same_turns()
    {
        var template = new ScriptedTemplate(ChatMl);
        var prompt = new PlayPrompt(Book, PromptStyle.Chat, ChatTurns.Of(template, Bytes, default));
        var memory = Memory with { Episodes = [Told("bepa calls dog", "bepa dog", "red"), Told("bepa calls cow", "bepa cow", "blue")] };
        var system = new TemplateMessage("system", $"{Book.Text("styles/system")}\n# Of velu\nIt is old.\nNotes:\n- dogs are red");
        TemplateMessage[] turns =
        [
            system, new("user", "bepa calls dog"), new("assistant", "red"), new("user", "bepa calls cow"), new("assistant", "blue"),
            new("user", "bepa calls cat"),
        ];
        Assert.Equal(
            template.Render(new TemplateRequest { Messages = turns, OpensAnswer = true }, default),
            prompt.Render(prompt.Compose(memory, Bytes, 1000), Asked()));
    }

    [Fact]
    public void A_reply_that_is_written_in_a_chat_is_read_without_the_mark_that_ends_it()
    {
        using var model = new ScriptedModel(request => ((CompletionForm.OneOf)request.Form).Texts[1]);
        var prompt = new PlayPrompt(Book, PromptStyle.Chat, ChatTurns.Of(new ScriptedTemplate(ChatMl), Bytes, default));
        using var player = new ModelPlayer(model, prompt, _ => Remembered, new PlayerLimits(900, 200));
        Assert.Equal(new Reply.Legal("blue"), player.Choose([Asked() with { Ranked = false }], default)[0].Reply);
    }

    [Fact]
    public void Without_a_system_message_what_is_told_begins_the_first_question()
    {
        var template = new ScriptedTemplate(request => request.Messages[0].Role == "system" ? throw new UserErrorException("no system") : ChatMl(request));
        var prompt = new PlayPrompt(Book, PromptStyle.Chat, ChatTurns.Of(template, Bytes, default));
        Assert.Equal(
            "<|user>\n# Of velu\nIt is old.\nNotes:\n- dogs are red\nbepa calls cat<|end>\n<|assistant>\n",
            prompt.Render(prompt.Compose(Memory with { Episodes = [] }, Bytes, 1000), Asked()));
    }

    [Fact]
    public void An_empty_thought_before_the_reply_stands_in_every_turn()
    {
        var turns = ChatTurns.Of(new ScriptedTemplate(request => ChatMl(request) + "<think></think>"), Bytes, default);
        Assert.Equal("<|end>\n<|assistant>\n<think></think>", turns.AfterQuestion);
    }

    [Fact]
    public void A_template_that_words_earlier_turns_otherwise_is_refused_in_a_line()
    {
        var shortening = new ScriptedTemplate(request => ChatMl(request with { Messages = [.. request.Messages.TakeLast(3)] }));
        var failure = Assert.Throws<UserErrorException>(() => ChatTurns.Of(shortening, Bytes, default));
        Assert.StartsWith("style chat: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void What_follows_the_last_reply_of_a_lesson_is_its_end_unless_the_style_shows_the_told_reply_alone()
    {
        var outcome = new Outcome(1, "velu opens to red") { RightReply = "red" };
        Assert.Equal("= velu opens to red\n", new PlayPrompt(Book).AfterLesson(outcome, isTold: true));
        Assert.Equal("", new PlayPrompt(Book, PromptStyle.Plain).AfterLesson(outcome, isTold: true));
        Assert.Equal("= velu opens to red\n", new PlayPrompt(Book, PromptStyle.Plain).AfterLesson(outcome, isTold: false));
    }

    [Fact]
    public void Calibration_takes_away_what_a_reply_is_likely_by_itself_behind_the_same_history()
    {
        // "red" is always the likelier one; only less so where the question speaks against it.
        using var model = new ScriptedModel(_ => "")
        {
            LogProbability = request => request.Continuation == " red\n" ? request.Prompt.EndsWith("bepa cat:", StringComparison.Ordinal) ? -1.5 : -0.5 : -2,
        };
        var plain = new PlayPrompt(Book, PromptStyle.Plain);
        var raw = Choose(model, plain);
        Assert.Equal(new Reply.Legal("red"), raw.Reply);
        Assert.Null(raw.Figures);
        var beside = Choose(model, plain.With(ReplyCalibration.Measured));
        Assert.Equal([-1.5, -2.0], beside.LogProbabilities!);
        Assert.Equal([-1.0, 0.0], beside.Figures!.Calibrated);
        var calibrated = Choose(model, plain.With(ReplyCalibration.Applied));
        Assert.Equal(new Reply.Legal("blue"), calibrated.Reply);
        Assert.Equal([-1.0, 0.0], calibrated.LogProbabilities!);
        Assert.Equal([-1.5, -2.0], calibrated.Figures!.Raw);
        // The probability of a reply stays what it is.
        Assert.Equal(-2, calibrated.LogProbability);
        Assert.True(calibrated.Cost.TokensRead > raw.Cost.TokensRead, "the question that asks nothing is charged");
        Assert.Contains(model.Scored, request => request.Prompt == "bepa dog: red\nN/A:");
    }

    [Fact]
    public void The_same_history_is_measured_once()
    {
        using var model = new ScriptedModel(_ => "");
        using var player = new ModelPlayer(
            model, new PlayPrompt(Book, PromptStyle.Plain).With(ReplyCalibration.Applied), _ => Remembered, new PlayerLimits(500, 50));
        player.Choose([Asked(), Asked()], default);
        player.Choose([Asked()], default);
        Assert.Equal(2, model.Scored.Count(request => request.Prompt.EndsWith("N/A:", StringComparison.Ordinal)));
    }

    [Fact]
    public void At_a_temperature_a_calibrated_reply_is_drawn_by_its_figure()
    {
        using var model = new ScriptedModel(_ => "")
        {
            // Calibrated, red is e times as likely as blue.
            LogProbability = request => request.Continuation == " red\n" && request.Prompt.EndsWith("bepa cat:", StringComparison.Ordinal) ? -1 : -2,
        };
        using var player = new ModelPlayer(
            model, new PlayPrompt(Book, PromptStyle.Plain).With(ReplyCalibration.Applied), _ => Remembered, new PlayerLimits(500, 50));
        var red = player.Choose([.. Enumerable.Range(0, 2000).Select(i => Asked() with { Ranked = false, Temperature = 1, Seed = (ulong)i })], default)
            .Count(choice => choice.Reply == new Reply.Legal("red"));
        Assert.InRange(red / 2000.0, (Math.E / (1 + Math.E)) - 0.04, (Math.E / (1 + Math.E)) + 0.04);
    }

    private static ITokenizer Bytes { get; } = new ScriptedModel(_ => "").Tokenizer;

    private static Recollection Remembered { get; } = new() { Documents = [], Episodes = [Told("bepa calls dog", "bepa dog", "red")] };

    private static Choice Choose(ScriptedModel model, PlayPrompt prompt)
    {
        using var player = new ModelPlayer(model, prompt, _ => Remembered, new PlayerLimits(500, 50));
        return player.Choose([Asked()], default)[0];
    }

    private static string ChatMl(TemplateRequest request) =>
        string.Concat(request.Messages.Select(message => $"<|{message.Role}>\n{message.Content}<|end>\n")) + (request.OpensAnswer ? "<|assistant>\n" : "");

    private static Turn Asked() => new()
    {
        TaskId = "t",
        Documents = [],
        Earlier = [],
        View = new View("bepa calls cat", new ReplyForm.OneOf(Words)) { Thing = "bepa cat" },
        Temperature = 0,
        Restricted = true,
        Ranked = true,
        Seed = 1,
    };

    private static EpisodeRecord Told(string view, string thing, string right) =>
        Played(new View(view, new ReplyForm.OneOf(Words)) { Thing = thing }, "blue") with
        {
            Outcome = new Outcome(0, $"{view} {right}") { RightReply = right },
        };

    private static EpisodeRecord Whole(string view, string reply, string feedback) => Played(new View(view, new ReplyForm.OneOf([reply])), reply) with
    {
        Outcome = new Outcome(1, feedback),
    };

    private static EpisodeRecord Played(View view, string reply) => new()
    {
        TaskId = "t",
        Seed = 1,
        Moves = [new Move(view, reply, null, null)],
        Outcome = new Outcome(0, ""),
        Score = 0,
    };
}
