using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

/// <summary>Thoughts before replies and reflections: written freely within a budget, charged, and kept or dropped later.</summary>
public sealed class ThinkingTests
{
    private const string Idea = " red was last";
    private static readonly PromptBook Book = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly string[] Words = ["red", "blue"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reply_is_written_or_ranked_behind_its_thought_and_both_are_charged(bool isRanked)
    {
        using var model = Model();
        var with = Choose(model, Thinking(Plain), Asked(1) with { Ranked = isRanked })[0];
        Assert.Equal(Idea, with.Thought);
        Assert.Equal("bepa cat:", with.Prompt);
        const string Behind = "bepa cat: [Let me think: red was last]";
        Assert.Equal(isRanked ? 2 : 0, model.Scored.Count);
        Assert.All(isRanked ? model.Scored.Select(scored => scored.Prompt) : [model.Requests[1].Prompt], prompt => Assert.Equal(Behind, prompt));
        Assert.IsType<Reply.Legal>(with.Reply);

        using var silent = Model();
        var without = Choose(silent, Plain, Asked(1) with { Ranked = isRanked })[0];
        Assert.Null(without.Thought);
        Assert.Equal(without.Cost.TokensWritten + Idea.Length, with.Cost.TokensWritten);
        Assert.True(with.Cost.TokensRead > without.Cost.TokensRead);
        Assert.True(with.Cost.Flops > without.Cost.Flops);
    }

    [Fact]
    public void All_of_a_batch_think_before_any_replies_each_by_its_own_seed_and_at_its_temperature()
    {
        using var model = Model();
        var turns = Enumerable.Range(1, 3).Select(seed => Asked((ulong)seed) with { Ranked = false, Temperature = 0.5 }).ToArray();
        var choices = Choose(model, Thinking(Plain), turns);
        Assert.Equal(3, choices.Count);
        Assert.Equal(
            [true, true, true, false, false, false], model.Requests.Select(request => request.Form is CompletionForm.Free));
        Assert.All(model.Requests, request => Assert.Equal(0.5, request.Temperature));
        Assert.Equal(6, model.Requests.Select(request => request.Seed).Distinct().Count());
        Assert.All(choices, choice => Assert.Contains(((Reply.Legal)choice.Reply).Text, Words));
        Assert.All(model.Requests.Skip(3), request => Assert.Equal([" red\n", " blue\n"], ((CompletionForm.OneOf)request.Form).Texts));
    }

    [Theory]
    [InlineData("a much longer thought than was allowed")]
    [InlineData("äöüäöüäöüäöüäöü")]
    [InlineData("tabs\tand \u0000\u0001 and a broken letter \uFFFD")]
    public void A_thought_is_never_longer_in_a_prompt_than_its_budget(string wordy)
    {
        using var model = new ScriptedModel(request => request.Form is CompletionForm.Free ? wordy : " red\n");
        var choice = Choose(model, Plain.With(Budget(16)), Asked(1))[0];
        Assert.Equal(16, ((CompletionForm.Free)model.Requests[0].Form).TokensMax);
        Assert.InRange(model.Tokenizer.Count(choice.Thought!), 1, 16);
        Assert.StartsWith(choice.Thought![..4], wordy, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0000', choice.Thought!);
    }

    [Fact]
    public void Thoughts_take_their_room_from_what_is_remembered_and_a_window_without_room_is_refused_in_a_line()
    {
        using var model = Model();
        var prompt = Thinking(Plain);
        var thought = prompt.ThoughtTokens(model.Tokenizer);
        Assert.Equal(40 + " [Let me think:]".Length, thought);
        using var player = new ModelPlayer(model, prompt, _ => new Recollection { Documents = [] }, new PlayerLimits(thought + 12, thought + 10));
        Assert.Contains("with its thought", Assert.Throws<UserErrorException>(() => player.Choose([Asked(1)], default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_thoughts_stand_before_their_replies_and_dropped_ones_nowhere()
    {
        Step[] earlier = [new Step("bepa calls dog", "red") { Thing = "bepa dog", Thought = " a dog" }];
        var view = Asked(1).View;
        Assert.Equal("bepa dog: [Let me think: a dog] red\nbepa cat:", Thinking(Plain, isKept: true).Begin(earlier, view));
        Assert.Equal("bepa dog: red\nbepa cat:", Thinking(Plain).Begin(earlier, view));
        Assert.Equal("bepa dog: red\nbepa cat:", Plain.Begin(earlier, view));

        var game = new PlayPrompt(Book);
        var episode = Played("red", right: null);
        Assert.Contains("> [Let me think: a cat] red\n", Thinking(game, isKept: true).Episode(episode), StringComparison.Ordinal);
        Assert.Equal(game.Episode(episode), Thinking(game).Episode(episode));
    }

    [Fact]
    public void Of_an_episode_that_is_shown_by_its_right_reply_only_a_thought_that_led_there_is_kept()
    {
        var kept = Thinking(Plain, isKept: true);
        Assert.Equal("bepa cat: [Let me think: a cat] red\n", kept.Episode(Played("red", right: "red")));
        Assert.Equal("bepa cat: blue\n", kept.Episode(Played("red", right: "blue")));
    }

    [Fact]
    public void A_question_that_asks_nothing_is_asked_behind_an_empty_thought()
    {
        using var model = Model();
        Choose(model, Thinking(Plain).With(ReplyCalibration.Applied), Asked(1));
        Assert.Equal(2, model.Scored.Count(scored => scored.Prompt == "N/A: [Let me think:]"));
    }

    [Fact]
    public void A_model_that_has_marks_for_thoughts_thinks_between_these()
    {
        var own = ThoughtMarks.Of(Bytes, "{% if x %}<think></think>{% endif %}", Book);
        Assert.True(own.AreOwn);
        Assert.Equal(["</think>"], own.Stops);
        Assert.False(ThoughtMarks.Of(Bytes, "{{ messages }}", Book).AreOwn);
        Assert.Equal(["]", "\n"], ThoughtMarks.Of(Bytes, null, Book).Stops);
        var prompt = Plain.With(new Thinking { TokensMax = 9, IsKept = false, Marks = own });
        Assert.Equal("<think>\nso\n</think>\n\n", prompt.BeforeReply.Around("so"));
    }

    [Fact]
    public void Behind_a_chat_template_that_begins_or_empties_thoughts_the_thought_is_the_models_own()
    {
        string ChatMl(TemplateRequest request) =>
            string.Concat(request.Messages.Select(message => $"<|{message.Role}>\n{message.Content}<|end>\n"))
            + (request.OpensAnswer ? "<|assistant>\n<think>\n\n</think>\n\n" : "");
        var turns = ChatTurns.Of(new ScriptedTemplate(ChatMl), Bytes, default, thinks: true);
        Assert.Equal("<|end>\n<|assistant>\n", turns.AfterQuestion);
        Assert.Equal("", turns.BeforeReply);
        var prompt = new PlayPrompt(Book, PromptStyle.Chat, turns);
        Assert.Equal("<think>\nso\n</think>\n\n", prompt.With(new Thinking
        {
            TokensMax = 9,
            IsKept = false,
            Marks = ThoughtMarks.Of(Bytes, "<think></think>", Book),
        }).BeforeReply.Around("so"));
        // Without marks of its own a thought is a line of the reply's turn.
        Assert.Equal("[Let me think: so]\n", Thinking(prompt).BeforeReply.Around(" so"));
    }

    [Fact]
    public void A_reflection_is_written_behind_a_thought_that_is_charged()
    {
        string Notes(CompletionRequest request) => request.Form is CompletionForm.Free ? Idea : "# it was red\n- cats are red\n";
        using var folder = new TemporaryFolder();
        using var model = new ScriptedModel(Notes);
        using var silent = new ScriptedModel(Notes);
        var (with, without) = (Reflect(model, Thinking(Plain), folder["a"]), Reflect(silent, Plain, folder["b"]));
        Assert.Equal([true, false], model.Requests.Select(request => request.Form is CompletionForm.Free));
        Assert.Equal(model.Prompts[0] + Idea + "]\n", model.Prompts[1]);
        Assert.EndsWith("\n[Let me think:", model.Prompts[0], StringComparison.Ordinal);
        Assert.Equal(without.Cost.TokensWritten + Idea.Length, with.Cost.TokensWritten);
        Assert.Equal(without.Remarks, with.Remarks);
    }

    [Fact]
    public void Thoughts_are_kept_with_their_moves_and_can_be_taken_out()
    {
        var episode = Played("red", right: "red");
        var line = EpisodeJson.Write(episode);
        Assert.Equal(" a cat", EpisodeJson.Read(line, "here").Moves[0].Thought);
        Assert.DoesNotContain("thought", EpisodeJson.Write(episode.WithoutThoughts()), StringComparison.Ordinal);
        Assert.Null(Step.Of(episode.Moves[0].View, "red").Thought);
    }

    private static ITokenizer Bytes { get; } = new ScriptedModel(_ => "").Tokenizer;

    private static PlayPrompt Plain { get; } = new(Book, PromptStyle.Plain);

    private static ScriptedModel Model() => new(request => request.Form is CompletionForm.Free ? Idea : " red\n");

    private static Thinking Budget(int tokens, bool isKept = false) =>
        new() { TokensMax = tokens, IsKept = isKept, Marks = ThoughtMarks.Of(Bytes, null, Book) };

    private static PlayPrompt Thinking(PlayPrompt prompt, bool isKept = false) => prompt.With(Budget(40, isKept));

    private static IReadOnlyList<Choice> Choose(ScriptedModel model, PlayPrompt prompt, params Turn[] turns)
    {
        using var player = new ModelPlayer(model, prompt, _ => new Recollection { Documents = [] }, new PlayerLimits(500, 120));
        return player.Choose(turns, default);
    }

    private static Learned Reflect(ScriptedModel model, PlayPrompt prompt, string folder)
    {
        Directory.CreateDirectory(folder);
        var tools = new LearnerTools { Model = model, Prompts = Book, Prompt = prompt, Limits = new PlayerLimits(2000, 200), Threads = 1 };
        return new NotesLearner(tools, new NotesSettings { Writing = NoteWriting.Edit }).Study(
            new StudyRequest
            {
                Before = null,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { ["t"] = [] },
                Experience = [Played("red", right: "red").WithoutThoughts()],
                Round = new PracticeRound { Starts = 1 },
                Folder = folder,
                Rng = new Rng(1),
            },
            default);
    }

    private static Turn Asked(ulong seed) => new()
    {
        TaskId = "t",
        Documents = [],
        Earlier = [],
        View = new View("bepa calls cat", new ReplyForm.OneOf(Words)) { Thing = "bepa cat" },
        Temperature = 0,
        Restricted = true,
        Ranked = true,
        Seed = seed,
    };

    private static EpisodeRecord Played(string reply, string? right) => new()
    {
        TaskId = "t",
        Seed = 1,
        Moves = [new Move(Asked(1).View, reply, null, null) { Thought = " a cat" }],
        Outcome = new Outcome(1, "so it ends") { RightReply = right },
        Score = 1,
    };
}
