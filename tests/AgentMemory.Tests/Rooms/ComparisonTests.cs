using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Learners.Reference.Retry;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

/// <summary>The main job with a scripted model: it presses the button its prompt says has won, else the first.</summary>
public sealed class ComparisonTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    [Fact]
    public void A_learner_that_remembers_rises_and_its_frozen_twin_does_not()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, Plan(), null);
        Assert.All(blocks.Where(b => b.Trial.Learner == "frozen"), b => Assert.Equal(First("frozen", b.Trial.Seed), b.Scores[0].Score));
        Assert.All(blocks.Where(b => b.Trial.Learner == "context" && b.Block == 3), b => Assert.Equal(1, b.Scores[0].Score, 12));

        double First(string learner, int seed) =>
            blocks.Single(b => b.Trial == new TrialKey(learner, 0, seed) && b.Block == 0).Scores[0].Score;
    }

    [Fact]
    public void All_learners_meet_the_same_tasks_and_exam_episodes()
    {
        using var folder = new TemporaryFolder();
        Run(folder, Plan(), null);
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        for (var seed = 1; seed <= 2; seed++)
        {
            var frozen = Exams(ledger, "frozen", seed, 0);
            Assert.Equal(frozen, Exams(ledger, "context", seed, 0));
            Assert.Equal(frozen, Exams(ledger, "context", seed, 3));
            Assert.Empty(frozen.Intersect(Practised(ledger, "context", seed)));
        }
    }

    [Fact]
    public void The_exam_shows_open_book_documents_alone()
    {
        using var folder = new TemporaryFolder();
        var model = Model();
        Run(folder, Plan() with { Blocks = 1 }, null, model);
        Assert.Contains(model.Prompts, p => p.Contains("It is always the same one.", StringComparison.Ordinal));
        Assert.True(model.Prompts.Count(p => p.Contains("It is always the same one.", StringComparison.Ordinal))
            < model.Prompts.Count(p => p.Contains("Press a button.", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_stopped_after_any_block_and_resumed_ends_in_the_same_ledger()
    {
        using var whole = new TemporaryFolder();
        var expected = Run(whole, Plan(), null);
        for (var stop = 1; stop < expected.Count; stop++)
        {
            using var folder = new TemporaryFolder();
            Assert.Throws<OperationCanceledException>(() => Run(folder, Plan(), stop));
            var resumed = Run(folder, Plan(), null);
            Assert.Equal(expected.Select(Figures), resumed.Select(Figures));
        }
    }

    [Fact]
    public void A_ledger_of_another_plan_is_refused()
    {
        using var folder = new TemporaryFolder();
        Run(folder, Plan(), null);
        var error = Assert.Throws<UserErrorException>(() => Run(folder, Plan() with { Practice = [5] }, null));
        Assert.Contains("belongs to another run: its plan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_artifact_changed_behind_our_back_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<OperationCanceledException>(() => Run(folder, Plan(), 6));
        var file = Directory.EnumerateFiles(folder["artifacts"], "experience.jsonl", SearchOption.AllDirectories).First();
        File.AppendAllText(file, "\n");
        Assert.Contains("not the one the ledger names", Assert.Throws<UserErrorException>(
            () => Run(folder, Plan(), null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cost_is_charged_and_adds_up()
    {
        using var folder = new TemporaryFolder();
        var model = Model();
        var blocks = Run(folder, Plan() with { Learners = [new("retry", new RetrySettings { Attempts = 3 })] }, null, model);
        var read = blocks.Where(b => b.Block == 3).Sum(b => b.CostSoFar.TokensRead);
        Assert.Equal(model.Prompts.Sum(model.Tokenizer.Count), read);
        Assert.All(blocks.Where(b => b.Block == 3), b => Assert.Equal(12, b.PracticeSoFar));
    }

    [Fact]
    public void Unreadable_replies_are_counted_apart_and_replaced_by_a_random_legal_one()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, Plan() with { Restricted = false }, null, new ScriptedModel(_ => "no idea"));
        Assert.All(blocks, b => Assert.Equal(1, b.Scores[0].IllegalRate));
        Assert.True(blocks.Select(b => b.Scores[0].Raw).Average() is > 0.05 and < 0.6);
    }

    private static ScriptedModel Model() => new(request =>
    {
        var lines = request.Prompt.Split('\n');
        var win = Array.FindLastIndex(lines, line => line == "= you win");
        var form = (CompletionForm.OneOf)request.Form;
        return win > 0 ? lines[win - 1][1..] + "\n" : request.Temperature > 0 ? form.Texts[(int)(request.Seed % (ulong)form.Texts.Count)] : form.Texts[0];
    });

    private static Plan Plan() => new()
    {
        Name = "test",
        Model = "scripted",
        Device = "cpu",
        Seed = 3,
        Streams = [["buttons?buttons=5"]],
        Learners = [new("frozen", new NoSettings()), new LearnerDefaults(LearnerCatalogue.All).Plan("context")!],
        Seeds = 2,
        Blocks = 3,
        Practice = [4],
        Exam = 4,
        Batch = 3,
        ContextTokens = 2000,
        EpisodeTokens = 200,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    private static IReadOnlyList<BlockResult> Run(TemporaryFolder folder, Plan plan, int? stopAfter, ScriptedModel? model = null)
    {
        using var used = model ?? Model();
        var tools = new LearnerTools
        {
            Model = used,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(plan.ContextTokens, plan.EpisodeTokens),
            Threads = 1,
        };
        var learners = plan.Learners.Select(l => Learner(l, tools)).ToList();
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        ledger.Begin(new RunIdentity
        {
            PlanSha256 = PlanFile.Sha256(plan),
            PromptsSha256 = Prompts.Sha256,
            ModelSha256 = used.Card.Sha256,
            PlanText = PlanFile.Write(plan),
        });
        using var stop = new CancellationTokenSource();
        var written = 0;
        var observed = new ObservedLedger(ledger, _ =>
        {
            if (++written == stopAfter)
            {
                stop.Cancel();
            }
        });
        Comparison.Run(plan, TestWorkshop.Of(plan, used, learners, ButtonTask.Catalogue, folder["artifacts"]), observed, stop.Token);
        return ledger.Blocks();
    }

    private static ILearner Learner(LearnerPlan plan, LearnerTools tools) => plan.Settings switch
    {
        RetrySettings settings => new RetryLearner(tools, settings),
        ContextSettings settings => new ContextLearner(tools, settings),
        _ => new FrozenLearner(tools),
    };

    private static List<ulong> Exams(SqliteLedger ledger, string learner, int seed, int block) =>
        [.. ledger.Episodes(new TrialKey(learner, 0, seed), block).Where(e => e.Kind == EpisodeKind.Exam).Select(e => e.Record.Seed)];

    private static List<ulong> Practised(SqliteLedger ledger, string learner, int seed) =>
        [.. ledger.Episodes(new TrialKey(learner, 0, seed), 2).Where(e => e.Kind == EpisodeKind.Practice).Select(e => e.Record.Seed)];

    private static string Figures(BlockResult block) => string.Join(
        '|',
        block.Trial,
        block.Block,
        block.ArtifactSha256,
        block.ArtifactBytes,
        block.CostSoFar with { Seconds = 0 },
        block.PracticeSoFar,
        string.Join(',', block.Scores));
}
