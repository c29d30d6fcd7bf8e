using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Wings;
using AgentMemory.Learners.Reference.Told;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Learners;

/// <summary>What stands in the prompts of those who are told the truth, in real worlds.</summary>
public sealed class ToldTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly GameCatalogue Games = new(Prompts);

    // told, by tells: episodes.
    private const string Episodes = "told by episodes";

    [Theory]
    [InlineData("vault?bits=64&seed=2")]
    [InlineData("vault?bits=24&law=sum&seed=2")]
    [InlineData("labels?bits=32&seed=2")]
    [InlineData("brew?seed=2")]
    [InlineData("heaps?hidden=takes&seed=2")]
    public void Notes_are_complete_and_their_reasons_follow_and_no_game_is_shown(string name)
    {
        var task = Games.Resolve(name);
        var truth = (IDemonstrable)task;
        var told = Asked("told", task, tokens: 200_000);
        var reasoned = Asked("told+reasons", task, tokens: 200_000);
        string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"- {line}\n"));
        Assert.Contains(Lines(truth.TrueNotes), told, StringComparison.Ordinal);
        Assert.Contains(Lines([.. truth.TrueNotes, .. truth.Reasons.Value!.Select(reason => reason.Text)]), reasoned, StringComparison.Ordinal);
        Assert.All(truth.Reasons.Value!, reason => Assert.DoesNotContain(reason.Text, told, StringComparison.Ordinal));

        // An episode begins with the same mark as the one that is played.
        Assert.All([told, reasoned], prompt => Assert.Single(prompt.Split('\n'), line => line == Prompts.Text("play/episode")));
        Assert.Empty(Remarks("told", task, 200_000));
        Assert.Empty(Remarks("told+reasons", task, 200_000));
    }

    [Theory]
    [InlineData("vault?bits=64&seed=2")]
    [InlineData("vault?bits=63&features=1&seed=2")]
    [InlineData("vault?bits=24&law=sum&seed=2")]
    [InlineData("labels?bits=16&seed=2")]
    public void Told_by_episodes_every_question_stands_in_the_prompt_once_with_its_right_reply(string name)
    {
        var task = Games.Resolve(name);
        var prompt = Asked(Episodes, task, tokens: 200_000);
        var partition = task.Partition.Value!;
        IEpisode[] questions = [.. partition.PracticeQuestions!, .. partition.ExamQuestions!];
        Assert.All(questions, question =>
        {
            // Played by its right reply, the question has the best score.
            var right = ((ReplyForm.OneOf)question.View.Reply).Replies.Single(reply => question.After(reply).Outcome is { Score: 1 });
            var line = new PlayPrompt(Prompts).Brief(Record(task, question, right));
            Assert.Contains(line, prompt, StringComparison.Ordinal);
        });
        Assert.Empty(Remarks(Episodes, task, 200_000));
        Assert.Contains("does not fit: the window has room for", Assert.Single(Remarks(Episodes, task, 900)), StringComparison.Ordinal);
    }

    [Fact]
    public void Told_by_episodes_a_task_that_lists_no_questions_is_told_by_notes()
    {
        var task = Games.Resolve("heaps?hidden=takes&seed=2");
        Assert.Equal(Asked("told", task, 2_000), Asked(Episodes, task, 2_000));
        Assert.Contains(((IDemonstrable)task).TrueNotes[0], Asked(Episodes, task, 2_000), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_not_all_fits_the_asked_wing_is_shown_with_its_reasons_and_a_line_says_so()
    {
        var task = (WingTask)Games.Resolve("vault?bits=64&seed=2");
        var prompt = Asked("told+reasons", task, tokens: 2_300);
        var view = task.Exam(0).View.Text;
        var asked = task.NotesOn(task.TrueNotes, view);
        Assert.Equal(4, asked.Count);
        Assert.All(task.TrueNotes, note => Assert.Equal(asked.Contains(note), prompt.Contains($"- {note}\n", StringComparison.Ordinal)));
        Assert.All(
            task.Reasons.Value!,
            reason => Assert.Equal(asked.Contains(reason.Note), prompt.Contains($"- {reason.Text}\n", StringComparison.Ordinal)));
        Assert.Equal(
            [$"{task.Id}: does not fit: the window has no room for all 24 notes; shown are the 4 on what is asked"],
            Remarks("told+reasons", task, 2_300));

        // Room for about two of the four.
        using var model = new ScriptedModel(_ => "");
        var documents = new PlayPrompt(Prompts).Compose(new Recollection { Documents = task.Documents }, model.Tokenizer, 100_000).Tokens;
        Assert.Matches("does not fit: the window has room for [1-3] of 24 notes$", Assert.Single(Remarks("told", task, documents + 460)));
    }

    [Fact]
    public void A_family_without_reasons_says_so_in_one_line()
    {
        var none = Games.Resolve("vault?knowledge=none&bits=24&seed=2");
        Assert.Contains(
            "no reasons are shown: every thing has a word of its own", Assert.Single(Remarks("told+reasons", none, 200_000)), StringComparison.Ordinal);
        Assert.Empty(Remarks("told", none, 200_000));
    }

    private static string Asked(string id, ITask task, int tokens)
    {
        using var model = new ScriptedModel(request => ((CompletionForm.OneOf)request.Form).Texts[0]) { ContextTokens = tokens };
        using var player = Learner(id, model, task, tokens).Open(null);
        var start = task.Exam(0);
        var turn = new Turn
        {
            TaskId = task.Id,
            Documents = task.Documents,
            Earlier = [],
            View = start.View,
            Temperature = 0,
            Restricted = true,
            Seed = 1,
        };
        player.Choose([turn], default);
        return model.Prompts[0];
    }

    private static IReadOnlyList<string> Remarks(string id, ITask task, int tokens)
    {
        using var model = new ScriptedModel(_ => "") { ContextTokens = tokens };
        return Learner(id, model, task, tokens).Study(
            new StudyRequest
            {
                Before = null,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
                Experience = [],
                Round = new PracticeRound { Starts = 0 },
                Folder = "",
                Rng = new Rng(1),
            },
            default).Remarks;
    }

    private static EpisodeRecord Record(ITask task, IEpisode question, string right) => new()
    {
        TaskId = task.Id,
        Seed = 0,
        Moves = [new Move(question.View, right, null, null)],
        Outcome = new Outcome(1, "") { RightReply = right },
        Score = 1,
    };

    private static ToldLearner Learner(string id, ScriptedModel model, ITask task, int tokens) => new(
        id == Episodes ? "told" : id,
        new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(tokens, 300),
            Tasks = name => name == task.Id ? task : throw new ArgumentException(name, nameof(name)),
            Threads = 1,
        },
        withReasons: id == "told+reasons",
        form: id == Episodes ? TruthForm.Episodes : TruthForm.Notes);
}
