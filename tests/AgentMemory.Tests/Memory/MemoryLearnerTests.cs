using AgentMemory.Core;
using AgentMemory.Memory;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Memory;

public sealed class MemoryLearnerTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    public static TheoryData<string> Learners => ["frozen", "retry", "context", "notes"];

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
    [InlineData(16)]
    [InlineData(64)]
    public void The_notebook_keeps_its_budget_and_the_newest_notes(int tokensMax)
    {
        using var folder = new TemporaryFolder();
        var count = 0;
        var model = new ScriptedModel(_ => $"- note {++count}\n");
        var learner = Make("notes", model, tokensMax, keepsOlder: true);
        var task = new ButtonTask(4, 5);
        Artifact? artifact = null;
        for (var block = 1; block <= 12; block++)
        {
            artifact = Study(learner, task, folder[$"b{block}"], artifact);
        }

        using var player = learner.Open(artifact);
        var prompt = player.Choose([Turn(task)], CancellationToken.None)[0].Prompt!;
        var notes = prompt.Split('\n').Where(l => l.StartsWith("- note", StringComparison.Ordinal)).Select(l => l[2..]).ToList();
        Assert.Equal("note 12", notes[0]);
        Assert.True(notes.Sum(n => n.Length) <= tokensMax);
        Assert.True(notes.Count >= 2);
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

    private static ILearner Make(string id, ILanguageModel model, int tokensMax = 100, bool keepsOlder = false)
    {
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(2000, 200),
            Threads = 1,
        };
        LearnerSettings Settings(params (string Name, string Value)[] values) =>
            new(id, values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal));
        return id switch
        {
            "frozen" => new FrozenLearner(tools, Settings()),
            "retry" => new RetryLearner(tools, Settings(("attempts", "3"))),
            "context" => new ContextLearner(tools, Settings(("episodes_max", "50"))),
            _ => new NotesLearner(tools, Settings(
                ("tokens_max", $"{tokensMax}"),
                ("lines_max", "8"),
                ("line_characters_max", "60"),
                ("temperature", "0"),
                ("keeps_older", keepsOlder ? "true" : "false"))),
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
                Practice = null!,
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
