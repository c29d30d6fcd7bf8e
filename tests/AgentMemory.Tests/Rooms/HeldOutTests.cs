using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Results;
using AgentMemory.Experiments.Trials;
using AgentMemory.Learners;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Reference.Frozen;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Rooms;

/// <summary>What is measured of a model's own corpus after every block, and twins in a stream.</summary>
public sealed class HeldOutTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);

    [Fact]
    public void It_is_measured_after_every_block_with_what_was_learnt_and_kept_in_the_ledger()
    {
        using var folder = new TemporaryFolder();
        using var model = new ScriptedModel(request => ((CompletionForm.OneOf)request.Form).Texts[0]);
        var plan = Plan();
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(plan.ContextTokens, plan.EpisodeTokens),
            Threads = 1,
        };
        ILearner[] learners = [new ContextLearner(tools, (ContextSettings)plan.Learners[0].Settings)];
        var shop = TestWorkshop.Of(plan, model, learners, ButtonTask.Catalogue, folder["artifacts"]);
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        var written = new List<BlockResult>();
        Comparison.Run(plan, shop with { Examiner = new Measured(shop.Examiner) }, new ObservedLedger(ledger, written.Add), default);
        var read = ledger.Blocks();
        Assert.Equal(written.Select(b => b.HeldOutLoss), read.Select(b => b.HeldOutLoss));
        Assert.Equal(1, read[0].HeldOutLoss);
        Assert.All(read, b => Assert.True(b.Block == 0 ? b.HeldOutLoss == 1 : b.HeldOutLoss > 1));
        var lines = HeldOutTables.Csv(read)!.TrimEnd().Split('\n');
        Assert.Equal(1 + read.Count, lines.Length);
        Assert.StartsWith("context,0,1,0,1,2.718", lines[1], StringComparison.Ordinal);
        var table = Assert.Single(HeldOutTables.Of(plan, read));
        Assert.Equal(["learner", "before", "block 1", "block 2"], table.Columns);
        Assert.Equal("2.718 (2.718 to 2.718)", table.Rows[0][1]);
    }

    [Fact]
    public void Without_such_a_text_nothing_is_written()
    {
        Assert.Null(HeldOutTables.Csv([]));
        Assert.Empty(HeldOutTables.Of(Plan(), []));
        Assert.DoesNotContain("held_out", PlanFile.Write(Plan() with { HeldOut = null }), StringComparison.Ordinal);
        Assert.Equal("pretrain-small", PlanFile.Parse("p", PlanFile.Write(Plan()), Learners).HeldOut);
    }

    [Fact]
    public void A_changed_world_is_drawn_from_the_seed_of_the_world_it_was()
    {
        var drawn = new List<string>();
        var plan = Plan() with
        {
            Streams = [["buttons?buttons=4", "buttons?buttons=5", "buttons?buttons=4&twin=varied"]],
            Blocks = 3,
            Seeds = 2,
            Learners = [new LearnerPlan("frozen", new NoSettings())],
        };
        using var model = new ScriptedModel(_ => "");
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(100, 20),
            Threads = 1,
        };
        Schedule.Draw(plan, [new FrozenLearner(tools)], new OneFamily(new ButtonFamily(), name =>
        {
            drawn.Add(name);
            return new ButtonTask(4, TaskParameters.Parse(name).Seed);
        }));
        ulong[] seeds = [.. drawn.Select(name => TaskParameters.Parse(name).Seed)];
        Assert.Equal(6, seeds.Length);
        Assert.Equal(seeds[0], seeds[2]);
        Assert.Equal(seeds[3], seeds[5]);
        Assert.Equal(4, seeds.Distinct().Count());
    }

    private static Plan Plan() => new()
    {
        Name = "test",
        Model = "scripted",
        Device = "cpu",
        Seed = 3,
        Streams = [["buttons?buttons=5"]],
        Learners = [Learners.Plan("context")!],
        Seeds = 2,
        Blocks = 2,
        Practice = [2],
        Exam = 2,
        Batch = 3,
        ContextTokens = 2000,
        EpisodeTokens = 200,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
        HeldOut = "pretrain-small",
    };

    /// <summary>Measures what was learnt by its size.</summary>
    private sealed class Measured(IExaminer inner) : IExaminer
    {
        public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation) =>
            inner.Evaluate(trial, artifact, cancellation) with { HeldOutLoss = artifact is null ? 1 : 1 + (artifact.SizeBytes / 1000.0) };
    }
}
