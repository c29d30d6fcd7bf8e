using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Results;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;
using AgentMemory.Learners;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Tests.Rooms;

/// <summary>How a plan with style auto gets its style: by the ladder's rule, in worlds of tuning of its own tasks.</summary>
public sealed class StyleChoiceTests
{
    private static readonly LearnerDefaults Learners = new(LearnerCatalogue.All);
    private static readonly TaskCatalogue Tasks = new(PromptBook.Load(RepositoryFiles.Path("prompts")));
    private static readonly string Plain = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "long.yaml"));
    private static readonly PromptStyle[] Styles = [PromptStyle.Plain, PromptStyle.Qa, PromptStyle.Chat];
    private static readonly string[] Families = ["labels?bits=8&names=common", "vault?bits=9&features=1"];

    [Fact]
    public void The_style_with_the_largest_mean_lead_over_tasks_is_taken_with_its_figure()
    {
        // plain leads by 0.3 raw on one task and 0.1 on the other; qa by 0.5 calibrated on one alone.
        var tried = Try((style, task, isTrue, isCalibrated) => !isTrue ? 0
            : style == PromptStyle.Plain && !isCalibrated ? task == 0 ? 0.3 : 0.1
            : style == PromptStyle.Qa && isCalibrated && task == 0 ? 0.5 : 0);
        Assert.Equal(PromptStyle.Qa, tried.BestOn(Families[0]).Style);
        Assert.Equal(PromptStyle.Plain, tried.BestOn(Families[1]).Style);
        var choice = StyleChoice.Of(Parsed("style: auto"), Styles, tried, []);
        Assert.Equal((PromptStyle.Qa, true), (choice.Style, choice.CalibratesMemory));
        var plan = choice.Applied(Parsed("style: auto"));
        Assert.Equal((PromptStyle.Qa, true, false, false), (plan.Style, plan.CalibratesMemory, plan.CalibratesWeights, plan.ChoosesStyle));
        Assert.Contains("style: qa\ncalibration: {memory: content-free, weights: none}\n", PlanFile.Write(plan), StringComparison.Ordinal);
        var line = StyleRecord.Lines(choice).First();
        Assert.Contains("qa calibrated 0.25", line, StringComparison.Ordinal);
        Assert.Contains("plain raw 0.20", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_lead_is_clear_of_zero_the_first_style_stays_with_its_better_figure()
    {
        StyleTrials Of(double chatLow) => new()
        {
            Trials =
            [
                new("t", PromptStyle.Plain, false, new Interval(0.1, -0.1, 0.3)),
                new("t", PromptStyle.Plain, true, new Interval(0.2, -0.1, 0.5)),
                new("t", PromptStyle.Chat, false, new Interval(0.4, chatLow, 0.9)),
            ],
            Cost = Cost.None,
        };
        var (unclear, clear) = (Of(-0.1).BestOn("t"), Of(0.05).BestOn("t"));
        Assert.Equal((PromptStyle.Plain, true), (unclear.Style, unclear.IsCalibrated));
        Assert.Equal((PromptStyle.Chat, false), (clear.Style, clear.IsCalibrated));
    }

    [Fact]
    public void A_calibration_that_the_plan_states_stays()
    {
        var tried = Try((style, _, isTrue, isCalibrated) => isTrue && style == PromptStyle.Qa ? isCalibrated ? 0.5 : 0.1 : 0);
        var choice = StyleChoice.Of(Parsed("style: auto\ncalibration: none"), Styles, tried, []);
        Assert.Equal((PromptStyle.Qa, false), (choice.Style, choice.CalibratesMemory));
    }

    [Fact]
    public void What_the_choice_took_is_the_last_block_of_every_trial_and_a_template_that_refuses_is_left_out()
    {
        var left = new List<string>();
        var tried = Try((_, _, _, _) => 0, left.Add);
        Assert.Equal(["style chat: no template"], left);
        // Two styles, two tasks, two worlds, two learners; each trial's second block stands at 7 tokens.
        Assert.Equal(2 * 2 * 2 * 2 * 7, tried.Cost.TokensRead);
        Assert.Equal([PromptStyle.Plain, PromptStyle.Qa], tried.Trials.Select(trial => trial.Style).Distinct());
    }

    [Fact]
    public void Tasks_are_tried_without_their_worlds_and_those_that_cannot_be_say_why()
    {
        var plan = Parsed("style: auto") with
        {
            Streams = [["labels?bits=8&seed=3"], ["labels?bits=8"], ["heaps?hidden=takes"], ["lines?classic=true"]],
        };
        var (tasks, leftOut) = StyleChoice.TasksOf(plan, Tasks);
        Assert.Equal(["labels?bits=8"], tasks);
        Assert.Equal(["heaps?hidden=takes: it is not examined by questions", "lines?classic=true: it has no worlds of tuning"], leftOut);
    }

    [Theory]
    [InlineData(true, PromptStyle.Game)]
    [InlineData(false, PromptStyle.Plain)]
    public void Where_nothing_can_be_tried_the_models_own_form_is_taken_or_plain_lines(bool isOwn, PromptStyle expected)
    {
        var choice = StyleChoice.Of(Parsed("style: auto"), isOwn ? [PromptStyle.Game, .. Styles] : Styles, null, ["heaps: why"]);
        Assert.Equal((expected, false), (choice.Style, choice.CalibratesMemory));
        Assert.Contains(StyleRecord.Lines(choice), line => line.Contains("no task of the plan could be tried", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_chosen_is_read_back_and_a_damaged_record_is_refused_in_a_line()
    {
        using var folder = new TemporaryFolder();
        var plan = Parsed("style: auto");
        Assert.Null(StyleRecord.Applied(plan, folder["style.json"]));
        var choice = StyleChoice.Of(plan, Styles, Try((style, _, isTrue, isCalibrated) => isTrue && style == PromptStyle.Qa && isCalibrated ? 1 : 0), []);
        File.WriteAllText(folder["style.json"], StyleRecord.Write(choice));
        Assert.Equal(PlanFile.Sha256(choice.Applied(plan)), PlanFile.Sha256(StyleRecord.Applied(plan, folder["style.json"])!));
        Assert.Contains("112 tokens read", StyleRecord.Fact(folder["style.json"])!.Text, StringComparison.Ordinal);
        foreach (var damaged in new[] { "{", "[]", "{\"schema\": \"agentmemory.style/1\", \"style\": \"prose\"}" })
        {
            File.WriteAllText(folder["style.json"], damaged);
            var refusal = Assert.Throws<UserErrorException>(() => StyleRecord.Applied(plan, folder["style.json"]));
            Assert.Contains("style.json", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    [Fact]
    public void A_plan_keeps_what_it_leaves_open_and_what_is_thought()
    {
        var plan = Parsed("style: auto\ncalibration: none\nthinking_tokens: 24\nthoughts: kept");
        Assert.Equal((true, true, 24, true), (plan.ChoosesStyle, plan.StatesCalibration, plan.ThinkingTokens, plan.KeepsThoughts));
        Assert.Equal(PlanFile.Write(plan), PlanFile.Write(PlanFile.Parse("again", PlanFile.Write(plan), Learners)));
        Assert.Contains("style: auto\n", PlanFile.Write(plan), StringComparison.Ordinal);
        Assert.Contains("thinking_tokens: 24\nthoughts: kept\n", PlanFile.Write(plan), StringComparison.Ordinal);
        Assert.NotEqual(PlanFile.Sha256(plan), PlanFile.Sha256(plan with { KeepsThoughts = false }));
        var silent = Parsed("epsilon: 0.05", once: true);
        Assert.Equal(PlanFile.Sha256(silent), PlanFile.Sha256(Parsed("thinking_tokens: 0")));
        Assert.DoesNotContain("thinking", PlanFile.Write(silent), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("style: autto", "did you mean")]
    [InlineData("thinking_tokens: -1", "thinking_tokens: -1 cannot be used")]
    [InlineData("thinking_tokens: 999999", "leave no context")]
    [InlineData("thoughts: kept", "no effect without thinking_tokens")]
    [InlineData("thinking_tokens: 4\nthoughts: keep", "thoughts: keep cannot be used")]
    public void A_field_that_cannot_be_used_is_refused_with_its_place(string lines, string problem)
    {
        var refusal = Assert.Throws<UserErrorException>(() => Parsed(lines));
        Assert.StartsWith("p, line ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    private static Plan Parsed(string lines, bool once = false) => PlanFile.Parse("p", once ? Plain : $"{Plain.TrimEnd()}\n{lines}\n", Learners);

    // The scores that stand in for a model's: one mark for every task, world and learner after one block of history.
    private static StyleTrials Try(Func<PromptStyle, int, bool, bool, double> scoreOf, Action<string>? leaveOut = null)
    {
        var path = RepositoryFiles.Path("eval", "plans", "ladder.yaml");
        var plan = LadderPlan.Parse(path, File.ReadAllText(path)) with { Tasks = Families, ChoiceWorlds = 2 };
        var stages = new LadderStages(
            plan,
            "m",
            "cpu",
            new LadderLearners(Learners.Named("context"), Learners.Named("scrambled"), Learners.Named("lora"), Learners.Named("shuffled")),
            Tasks);
        return StyleTrials.Of(
            stages,
            plan,
            Styles,
            made =>
            {
                Assert.All(made.Streams.SelectMany(stream => stream), task => Assert.Matches("seed=90[01]$", task));
                Assert.True(made.CalibratesMemory);
                return made.Style == PromptStyle.Chat
                    ? throw new UserErrorException("style chat: no template")
                    : [.. from learner in made.Learners
                          from stream in Enumerable.Range(0, made.Streams.Count)
                          from block in Enumerable.Range(0, 2)
                          select Block(learner.Name, stream, block, isCalibrated => scoreOf(made.Style, stream / 2, learner.Name == "context", isCalibrated))];
            },
            _ => { },
            leaveOut ?? (_ => { }));
    }

    private static BlockResult Block(string learner, int stream, int block, Func<bool, double> scoreOf) => new()
    {
        Trial = new TrialKey(learner, stream, 1),
        Path = LearnerPath.Memory,
        Block = block,
        ArtifactSha256 = null,
        ArtifactBytes = 0,
        CostSoFar = new Cost { TokensRead = block == 0 ? 3 : 7 },
        PracticeSoFar = 0,
        Scores =
        [
            new TaskScore("t", 0, 0, 1, 0)
            {
                Detail = new ExamDetail { Exam = [new QuestionMark("k", 0) { Ways = new RankedMarks(scoreOf(false), scoreOf(true)) }] },
            },
        ],
        ExamBlock = block,
        Remarks = [],
        Episodes = [],
    };
}
