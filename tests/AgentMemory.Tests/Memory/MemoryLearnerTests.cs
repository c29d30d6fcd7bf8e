using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Memory.Memory;
using AgentMemory.Learners.Memory.Notes;
using AgentMemory.Learners.Memory.Rag;
using AgentMemory.Learners.Prompts;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Learners.Reference.Retry;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Memory;

public sealed class MemoryLearnerTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    public static TheoryData<string> Learners =>
    [
        "frozen", "retry", "context", "context-best", "context-brief", "context-compacted", "notes", "notes-edit", "rag", "rag-brief", "rag-spelling", "memory", "memory-brief",
    ];

    [Theory]
    [MemberData(nameof(Learners))]
    public void A_learner_holds_to_the_conformance_kit(string id) => LearnerConformance.Check(() => Make(id, NotesModel()));

    [Fact]
    public void Notes_written_in_one_block_are_in_the_prompt_of_the_next()
    {
        using var folder = new TemporaryFolder();
        var model = NotesModel();
        var learner = Make("notes", model);
        var task = new ButtonTask(4, 5);
        var artifact = Study(learner, task, folder.Path, null);
        using var player = learner.Open(artifact);
        var choice = player.Choose([Turn(task)], CancellationToken.None)[0];
        Assert.Contains("Notes:\n- press the winner\n--\n", choice.Prompt, StringComparison.Ordinal);
        Assert.Contains(model.Prompts, p => p.EndsWith("= you lose\nNotes:\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1024)]
    [InlineData(4096)]
    public void The_notebook_keeps_its_budget_and_the_newest_notes(int tokensMax)
    {
        using var folder = new TemporaryFolder();
        var count = 0;
        var model = new ScriptedModel(_ => "# played\n" + string.Concat(
            Enumerable.Range(0, 40).Select(_ => $"- note {++count} of some length\n")));
        var learner = Make("notes-edit", model, tokensMax);
        var task = new ButtonTask(4, 5);
        Artifact? artifact = null;
        for (var block = 1; block <= 8; block++)
        {
            artifact = Study(learner, task, folder[$"b{block}"], artifact);
        }

        using var player = learner.Open(artifact);
        var prompt = player.Choose([Turn(task)], CancellationToken.None)[0].Prompt!;
        var notes = prompt.Split('\n').Where(l => l.StartsWith("- note", StringComparison.Ordinal)).Select(l => l[2..]).ToList();
        Assert.Equal("note 281 of some length", notes[0]);
        using var kept = JsonDocument.Parse(File.ReadAllText(artifact!.PathOf("notes.json")));
        var tokens = kept.RootElement.GetProperty(task.Id).EnumerateArray().Sum(n => n.GetProperty("text").GetString()!.Length);
        Assert.InRange(tokens, tokensMax - 30, tokensMax);
        Assert.True(prompt.Length <= 2000, "the window holds whatever the notebook holds");
    }

    [Fact]
    public void A_note_marked_harmful_is_dropped_and_one_marked_helpful_outlives_newer_ones()
    {
        using var folder = new TemporaryFolder();
        var blocks = new Queue<string>(
        [
            "# first\n- press red\n- press blue\n- wait\n", "# second\n! 1\n! 1\n+ 2\n~ 3 wait two turns\n",
            "# third\n& 1 2 wait, then press blue\n", "# last\nx 1\n- start over\n",
        ]);
        var learner = Make("notes-edit", new ScriptedModel(request => request.Form is CompletionForm.Grammar ? blocks.Dequeue() : ""));
        var task = new ButtonTask(4, 5);
        var one = Study(learner, task, folder["1"], null);
        Assert.Equal(["press red", "press blue", "wait"], Lines(one));
        var two = Study(learner, task, folder["2"], one);
        Assert.Equal(["wait two turns", "press blue"], Lines(two));
        var three = Study(learner, task, folder["3"], two);
        Assert.Equal(["wait, then press blue"], Lines(three));
        Assert.Equal(["start over"], Lines(Study(learner, task, folder["4"], three)));

        IReadOnlyList<string> Lines(Artifact artifact)
        {
            using var player = learner.Open(artifact);
            var prompt = player.Choose([Turn(task)], CancellationToken.None)[0].Prompt!;
            return [.. prompt.Split('\n').Where(l => l.StartsWith("- ", StringComparison.Ordinal)).Select(l => l[2..])];
        }
    }

    [Fact]
    public void A_note_that_is_written_again_stays_and_one_left_out_twice_goes()
    {
        using var folder = new TemporaryFolder();
        var blocks = new Queue<string>(["- a\n- b\n", "- b\n", "- b\n- c\n"]);
        var learner = Make("notes", new ScriptedModel(request => request.Form is CompletionForm.Grammar ? blocks.Dequeue() : ""));
        var task = new ButtonTask(4, 5);
        var one = Study(learner, task, folder["1"], null);
        var two = Study(learner, task, folder["2"], one);
        Assert.Contains("\"a\"", File.ReadAllText(two.PathOf("notes.json")), StringComparison.Ordinal);
        var three = File.ReadAllText(Study(learner, task, folder["3"], two).PathOf("notes.json"));
        Assert.DoesNotContain("\"a\"", three, StringComparison.Ordinal);
        Assert.Contains("\"c\"", three, StringComparison.Ordinal);
    }

    [Fact]
    public void Retrieval_shows_the_episode_that_is_like_the_position_at_hand()
    {
        using var folder = new TemporaryFolder();
        var learner = Make("rag", NotesModel(), passagesMax: 1);
        var (task, other) = (new ButtonTask(4, 5), new ButtonTask(3, 8));
        Directory.CreateDirectory(folder["a"]);
        EpisodeRecord Record(string view, string id) => new()
        {
            TaskId = id,
            Seed = 1,
            Moves = [new Move(task.Practice(1).View with { Text = view }, "press 1", null, null)],
            Outcome = new Outcome(0, "you lose"),
            Score = 0,
        };
        var artifact = learner.Study(
            new StudyRequest
            {
                Before = null,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
                Experience =
                [
                    Record("a green lamp", task.Id), Record("a yellow lamp", task.Id), Record("a yellow lamp and a bell", other.Id),
                    Record("a bell", task.Id),
                ],
                Round = new PracticeRound { Starts = 1 },
                Folder = folder["a"],
                Rng = new Rng(1),
            },
            CancellationToken.None).Artifact!;
        using var player = learner.Open(artifact);
        var turn = Turn(task);
        var prompt = player.Choose([turn with { View = turn.View with { Text = "the yellow one" } }], CancellationToken.None)[0].Prompt!;
        Assert.Contains("a yellow lamp\n", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("green", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("bell", prompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rag", "= a drawing: green is right\n")]
    [InlineData("memory", "= a drawing: green is right\n")]
    [InlineData("rag-brief", null)]
    [InlineData("memory-brief", null)]
    public void Retrieved_in_brief_an_episode_is_its_question_and_the_reply_that_was_told_to_be_right(string id, string? end)
    {
        using var folder = new TemporaryFolder();
        var task = new ButtonTask(4, 5);
        var learner = Make(id, NotesModel());
        var episode = new EpisodeRecord
        {
            TaskId = task.Id,
            Seed = 1,
            Moves = [new Move(task.Practice(1).View with { Text = "a lamp of some colour" }, "press 1", null, null)],
            Outcome = new Outcome(0, "a drawing: green is right") { RightReply = "green" },
            Score = 0,
        };
        Directory.CreateDirectory(folder["a"]);
        var artifact = learner.Study(
            new StudyRequest
            {
                Before = null,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
                Experience = [episode],
                Round = new PracticeRound { Starts = 1 },
                Folder = folder["a"],
                Rng = new Rng(1),
            },
            CancellationToken.None).Artifact!;
        using var player = learner.Open(artifact);
        var turn = Turn(task);
        var prompt = player.Choose([turn with { View = turn.View with { Text = "which colour has a lamp" } }], CancellationToken.None)[0].Prompt!;
        Assert.Contains("a lamp of some colour\n", prompt, StringComparison.Ordinal);
        Assert.Equal(end is null, prompt.Contains("> green\n", StringComparison.Ordinal));
        Assert.Equal(end is not null, prompt.Contains("a drawing", StringComparison.Ordinal));
    }

    [Fact]
    public void What_falls_out_of_a_compacted_window_is_summed_up_in_it()
    {
        using var folder = new TemporaryFolder();
        var model = NotesModel();
        var learner = Make("context-compacted", model);
        var task = new ButtonTask(4, 5);
        Artifact? artifact = null;
        for (var block = 1; block <= 120; block++)
        {
            artifact = Study(learner, task, folder[$"b{block}"], artifact);
        }

        Assert.InRange(File.ReadAllLines(artifact!.PathOf("experience.jsonl")).Length, 5, 119);
        using var player = learner.Open(artifact);
        Assert.Contains("- press the winner\n", player.Choose([Turn(task)], CancellationToken.None)[0].Prompt!, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_that_find_no_room_are_named()
    {
        var learner = Make("frozen", NotesModel());
        var task = new ButtonTask(4, 5);
        var turn = Turn(task) with { Documents = [.. task.Documents, new Document("Annex", new string('x', 3000))] };
        using var player = learner.Open(null);
        Assert.Equal(["Annex"], player.Choose([turn], CancellationToken.None)[0].DocumentsLeftOut);
    }

    [Fact]
    public void A_note_cut_short_by_the_token_limit_is_not_kept()
    {
        using var folder = new TemporaryFolder();
        var learner = Make("notes", new ScriptedModel(_ => "- whole\n- cut sho"));
        var artifact = Study(learner, new ButtonTask(4, 5), folder.Path, null);
        Assert.DoesNotContain("cut", File.ReadAllText(artifact.PathOf("notes.json")), StringComparison.Ordinal);
    }

    private static ScriptedModel NotesModel() => new(request =>
        request.Form is CompletionForm.OneOf form ? form.Texts[(int)(request.Seed % (ulong)form.Texts.Count)] : "- press the winner\n");

    private static ILearner Make(string id, ILanguageModel model, int tokensMax = 100, int passagesMax = 4)
    {
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(2000, 200),
            Threads = 1,
        };
        var notes = new NotesSettings
        {
            TokensMax = tokensMax,
            LinesMax = 40,
            Writing = id == "notes-edit" ? NoteWriting.Edit : NoteWriting.Rewrite,
        };
        var rag = new RagSettings
        {
            PassagesMax = passagesMax,
            PassageTokens = 200,
            Embedder = id == "rag-spelling" ? EmbedderChoice.Spelling : EmbedderChoice.None,
            Diversity = 0.2,
            Shows = id.EndsWith("-brief", StringComparison.Ordinal) ? EpisodeForm.Brief : EpisodeForm.Whole,
        };
        var keeps = id.Split('-', 2) switch
        {
            [_, "best"] => ContextKeeping.BestAndRecent,
            [_, "compacted"] => ContextKeeping.Compacted,
            _ => ContextKeeping.Recent,
        };
        return id.Split('-')[0] switch
        {
            "frozen" => new FrozenLearner(tools),
            "retry" => new RetryLearner(tools, new RetrySettings()),
            "context" => new ContextLearner(tools, new ContextSettings { EpisodesMax = 500, Keeps = keeps, SummaryTokens = 60, Shows = id == "context-brief" ? EpisodeForm.Brief : EpisodeForm.Whole }),
            "rag" => new RagLearner(tools, rag),
            "memory" => new MemoryLearner(tools, new MemorySettings { Notes = notes, Rag = rag }),
            _ => new NotesLearner(tools, notes),
        };
    }

    private static Artifact Study(ILearner learner, ButtonTask task, string folder, Artifact? before)
    {
        Directory.CreateDirectory(folder);
        var start = task.Practice(1);
        var lost = ((ReplyForm.OneOf)start.View.Reply).Replies.First(r => r != task.Winner);
        return learner.Study(
            new StudyRequest
            {
                Before = before,
                Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
                Experience =
                [
                    new EpisodeRecord
                    {
                        TaskId = task.Id,
                        Seed = 1,
                        Moves = [new Move(start.View, lost, null, null)],
                        Outcome = start.After(lost).Outcome!,
                        Score = 0,
                    },
                ],
                Round = new PracticeRound { Starts = 1 },
                Folder = folder,
                Rng = new Rng(1),
            },
            CancellationToken.None).Artifact!;
    }

    private static Turn Turn(ButtonTask task) => new()
    {
        TaskId = task.Id,
        Documents = task.Documents,
        Earlier = [],
        View = task.Exam(1).View,
        Temperature = 0,
        Restricted = true,
        Seed = 1,
    };
}
