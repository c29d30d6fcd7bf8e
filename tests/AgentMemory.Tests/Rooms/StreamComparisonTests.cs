using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
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
using AgentMemory.Verdicts.Judgement;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Rooms;

/// <summary>Streams of two tasks in two orders, exams in another place, and what is kept of them.</summary>
public sealed class StreamComparisonTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    [Fact]
    public void Two_tasks_in_two_orders_give_a_matrix_and_the_same_verdict_when_stopped_anywhere_and_resumed()
    {
        using var whole = new TemporaryFolder();
        var expected = Run(whole, null, elsewhere: false);
        var verdict = Judged(expected);
        Assert.Equal(4, expected.Where(b => b.Block == 4).Select(b => (b.Trial.Stream, b.Trial.Seed)).Distinct().Count());
        Assert.All(expected, b => Assert.Equal(2, b.Scores.Count));
        // The memory keeps what it saw of the first task, so that nothing is forgotten; its twin gains nothing.
        var stream = verdict.Stream!;
        Assert.Equal(1, Of(stream.Accuracy, "context"), 9);
        Assert.Equal(0, Of(stream.Forgetting, "context"), 9);
        Assert.True(Of(stream.PlasticityGain, "context") > 0.3);
        Assert.Equal(0, Of(stream.PlasticityGain, "frozen"), 9);
        var document = VerdictJson.Write(verdict);
        for (var stop = 1; stop < expected.Count; stop += 3)
        {
            using var folder = new TemporaryFolder();
            Assert.Throws<OperationCanceledException>(() => Run(folder, stop, elsewhere: false));
            Assert.Equal(WithoutSeconds(document), WithoutSeconds(VerdictJson.Write(Judged(Run(folder, null, elsewhere: false)))));
        }
    }

    [Fact]
    public void An_exam_sat_elsewhere_gives_the_same_blocks_to_the_digit()
    {
        using var here = new TemporaryFolder();
        using var there = new TemporaryFolder();
        Assert.Equal(
            Run(here, null, elsewhere: false).Select(Figures), Run(there, null, elsewhere: true).Select(Figures));
    }

    [Fact]
    public void What_stood_in_front_of_a_move_is_kept_for_one_exam_episode_a_task()
    {
        using var folder = new TemporaryFolder();
        Run(folder, null, elsewhere: true);
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        var exams = ledger.Episodes(new TrialKey("context", 0, 1), 4).Where(e => e.Kind == EpisodeKind.Exam).ToList();
        var kept = exams.Where(e => e.Memory is not null).ToList();
        Assert.Equal(2, kept.Count);
        Assert.All(kept, e => Assert.Contains("= you win", e.Memory![0], StringComparison.Ordinal));
        Assert.All(kept, e => Assert.Contains("Press a button.", e.Memory![0], StringComparison.Ordinal));
        var frozen = ledger.Episodes(new TrialKey("frozen", 0, 1), 0).First(e => e.Memory is not null);
        Assert.DoesNotContain("= you", frozen.Memory![0], StringComparison.Ordinal);
        // What has not changed does not sit the same exam again.
        Assert.DoesNotContain(ledger.Episodes(new TrialKey("frozen", 0, 1), 4), e => e.Kind == EpisodeKind.Exam);
        Assert.All(ledger.Blocks().Where(b => b.Trial.Learner == "frozen"), b => Assert.Equal(0, b.ExamBlock));
    }

    [Fact]
    public void Closed_book_exams_show_no_document()
    {
        using var folder = new TemporaryFolder();
        using var model = Model();
        Run(folder, null, elsewhere: false, Plan() with { OpenBook = false, Learners = [Plan().Learners[0]], Blocks = 2 }, model);
        var practised = model.Prompts.Count(p => p.Contains("Press a button.", StringComparison.Ordinal));
        // Two blocks of 12 practice episodes of one move, of two streams with two seeds; no exam shows the rulebook.
        Assert.Equal(2 * 12 * 4, practised);
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        Assert.All(
            ledger.Episodes(new TrialKey("frozen", 0, 1), 2).Where(e => e.Memory is not null), e => Assert.Equal([""], e.Memory!));
    }

    [Fact]
    public void Documents_that_do_not_fit_are_recorded_and_a_caution()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan() with { ContextTokens = 60, EpisodeTokens = 50 };
        var blocks = Run(folder, null, elsewhere: true, plan);
        Assert.All(blocks, b => Assert.NotEmpty(b.DocumentsLeftOut));
        Assert.Contains(RunCautions.Of(plan, blocks, TestWorkshop.Controls), c => c.Contains("did not fit its window", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_learner_cautions_of_its_latest_study_is_a_caution_of_the_run()
    {
        using var folder = new TemporaryFolder();
        var blocks = Run(folder, null, elsewhere: false);
        BlockResult[] told =
        [
            .. blocks.Select(block => block with
            {
                Remarks = block.Trial.Learner != "context" || block.Block == 0 ? block.Remarks
                    : [.. block.Remarks, $"{Learned.Caution}its window held {block.Block} of 9 episodes"],
            }),
        ];
        var last = blocks.Max(block => block.Block);
        Assert.Contains(
            RunCautions.Of(Plan(), told, TestWorkshop.Controls),
            c => c.StartsWith($"context: its window held {last} of 9 episodes (", StringComparison.Ordinal));
        Assert.DoesNotContain(RunCautions.Of(Plan(), blocks, TestWorkshop.Controls), c => c.Contains("of 9 episodes", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unfinished_run_and_missing_controls_are_cautioned()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<OperationCanceledException>(() => Run(folder, 3, elsewhere: false));
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        var cautions = RunCautions.Of(Plan(), ledger.Blocks(), TestWorkshop.Controls);
        Assert.Contains("The run is not finished: 3 of 40 blocks are there.", cautions);
        Assert.Contains(cautions, c => c.StartsWith("No retry control", StringComparison.Ordinal));
        Assert.DoesNotContain(cautions, c => c.StartsWith("No frozen twin", StringComparison.Ordinal));
    }

    private static double Of(IReadOnlyList<KeyValuePair<string, Interval>> metric, string learner) =>
        metric.Single(entry => entry.Key == learner).Value.Value!.Value;

    private static Verdict Judged(IReadOnlyList<BlockResult> blocks) =>
        Judge.Of(LedgerCurves.Of(Plan(), blocks), LedgerCurves.Settings(Plan(), null, []));

    private static string WithoutSeconds(string json) =>
        string.Join('\n', json.Split('\n').Where(line => !line.Contains("\"seconds\"", StringComparison.Ordinal)));

    private static ScriptedModel Model() => new(request =>
    {
        var lines = request.Prompt.Split('\n');
        var win = Array.FindLastIndex(lines, line => line == "= you win");
        var form = (CompletionForm.OneOf)request.Form;
        return win > 0
            ? lines[win - 1][1..] + "\n"
            : request.Temperature > 0 ? form.Texts[(int)(request.Seed % (ulong)form.Texts.Count)] : form.Texts[0];
    });

    private static Plan Plan() => new()
    {
        Name = "test",
        Model = "scripted",
        Device = "cpu",
        Seed = 3,
        Streams = [["buttons?buttons=5&seed=1", "buttons?buttons=5&seed=2"], ["buttons?buttons=5&seed=2", "buttons?buttons=5&seed=1"]],
        Learners = [new("frozen", new NoSettings()), new LearnerDefaults(LearnerCatalogue.All).Plan("context")!],
        Seeds = 2,
        Blocks = 4,
        Practice = [12],
        Exam = 3,
        Batch = 3,
        ContextTokens = 4000,
        EpisodeTokens = 200,
        PracticeTemperature = 1,
        ExamTemperature = 0,
        Restricted = true,
        OpenBook = true,
        Epsilon = 0.05,
    };

    private static IReadOnlyList<BlockResult> Run(
        TemporaryFolder folder, int? stopAfter, bool elsewhere, Plan? given = null, ScriptedModel? model = null)
    {
        var plan = given ?? Plan();
        using var own = Model();
        using var ledger = SqliteLedger.Open(folder["ledger.db"]);
        using var stop = new CancellationTokenSource();
        var written = 0;
        var observed = new ObservedLedger(ledger, _ =>
        {
            if (++written == stopAfter)
            {
                stop.Cancel();
            }
        });
        var shop = TestWorkshop.Of(plan, model ?? own, Learners(plan, model ?? own), ButtonTask.Catalogue, folder["artifacts"]);
        Comparison.Run(plan, elsewhere ? shop with { Examiner = new Elsewhere(plan) } : shop, observed, stop.Token);
        return ledger.Blocks();
    }

    private static IReadOnlyList<ILearner> Learners(Plan plan, ScriptedModel model)
    {
        var tools = new LearnerTools
        {
            Model = model,
            Prompts = Prompts,
            Prompt = new PlayPrompt(Prompts),
            Limits = new PlayerLimits(plan.ContextTokens, plan.EpisodeTokens),
            Threads = 1,
        };
        return [.. plan.Learners.Select(l => l.Id == "frozen"
            ? (ILearner)new FrozenLearner(tools)
            : new ContextLearner(tools, (ContextSettings)l.Settings))];
    }

    private static string Figures(BlockResult block) => string.Join(
        '|', block.Trial, block.Block, block.ArtifactSha256, block.CostSoFar with { Seconds = 0 }, string.Join(',', block.Scores));

    /// <summary>What another process does: learners, tasks and model made anew, the artifact taken from its folder, results as text.</summary>
    private sealed class Elsewhere(Plan plan) : IExaminer
    {
        public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation)
        {
            using var model = Model();
            var drawn = Schedule.Draw(plan, Learners(plan, model), ButtonTask.Catalogue, trial.Key).Single(t => t.Key == trial.Key);
            var examined = new Examiner(plan, TimeProvider.System).Evaluate(drawn, artifact is null ? null : Artifact.Of(artifact.Folder), cancellation);
            return ExaminedJson.Read(ExaminedJson.Write(examined), "another process");
        }
    }
}
