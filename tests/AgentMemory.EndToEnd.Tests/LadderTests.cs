using System.Text.Json.Nodes;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Ladder;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Ladder;
using AgentMemory.Experiments.Plans;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A ladder over a small model, its table, its JSON and the comparison that follows from it.</summary>
public sealed class LadderTests
{
    private const string Small = """
        schema: agentmemory.ladder/1
        seed: 1
        tasks:
          - labels?bits=8&names=common
          - heaps?hidden=takes
        choice_worlds: 1
        worlds: 2
        histories: [4, 8]
        exam: 4
        batch: 8
        context_tokens: 448
        episode_tokens: 80
        rank: 4
        passes: 2
        rates: [0.004, 0.001]
        lead: LEAD
        known_from: 0.99
        """;

    [Fact]
    public void It_names_a_word_for_each_task_that_follows_from_its_leads()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ladder.yaml"], Small.Replace("LEAD", "0", StringComparison.Ordinal));
        var run = CommandRun.Of(
            "ladder", "--plan", folder["ladder.yaml"], "--style", "game", "--style", "plain", "--json", "--device", "cpu");
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = JsonNode.Parse(run.Output)!["rows"]!.AsArray();
        Assert.Equal(["labels?bits=8&names=common", "heaps?hidden=takes"], rows.Select(row => row!["task"]!.GetValue<string>()));
        foreach (var row in rows)
        {
            Assert.Equal([4, 8], row!["histories"]!.AsArray().Select(history => history!["episodes"]!.GetValue<int>()));
            // Of labels twelve nouns are asked in each world; of a board game a world is one mark.
            var isClear = row["task"]!.GetValue<string>().StartsWith("labels", StringComparison.Ordinal);
            var context = row["histories"]!.AsArray().Any(history => Passes(history!["lead"]!, isClear));
            var weights = Passes(row["lora_lead"]!, isClear);
            var word = (context, weights) switch
            {
                (true, true) => "both",
                (true, false) => "context",
                (false, true) => "weights",
                _ => "neither",
            };
            Assert.Equal(word, row["word"]!.GetValue<string>());
        }

        static bool Passes(JsonNode lead, bool isClear) => lead["value"]!.GetValue<double>() >= 0 && (!isClear || lead["low"]!.GetValue<double>() > 1e-9);
    }

    [Fact]
    public void What_passed_becomes_a_comparison_in_its_style_that_can_be_run()
    {
        using var folder = new TemporaryFolder();
        LadderRow Row(string task, PromptStyle style, LadderWord word, double lead) => new()
        {
            Task = task,
            Style = style,
            CalibratesMemory = true,
            CalibratesWeights = false,
            Rate = 0.003,
            Frozen = new LadderScores([0, 0]),
            Histories = [new LadderHistory(4, new LadderScores([lead, lead]), new LadderScores([0, 0]))],
            Lora = new LadderScores([0, 0]),
            Shuffled = new LadderScores([0, 0]),
            Word = word,
        };
        var result = new LadderResult(
            [
                Row("labels?bits=8&names=common", PromptStyle.Plain, LadderWord.Context, 0.5),
                Row("heaps?hidden=takes", PromptStyle.Game, LadderWord.Both, 0.3),
                Row("brew", PromptStyle.Plain, LadderWord.Neither, 0),
            ],
            new LadderTrials(4, 4),
            []);
        var plan = LadderPlan.Parse("small", Small.Replace("LEAD", "0.2", StringComparison.Ordinal));
        File.WriteAllText(folder["my.yaml"], TunedPlan.Write(result, plan, "small", "cpu", Catalogue.Learners)!);
        var text = File.ReadAllText(folder["my.yaml"]);
        Assert.Contains("# heaps?hidden=takes passed in style game and is left out: a plan has one style", text, StringComparison.Ordinal);
        Assert.Contains("id: shuffled", text, StringComparison.Ordinal);
        Assert.DoesNotContain("brew", text, StringComparison.Ordinal);
        var made = PlanFile.ParseKept(folder["my.yaml"], text, Catalogue.Learners);
        Assert.Equal(["labels?bits=8&names=common"], made.Streams.Select(stream => stream.Single()));
        Assert.Equal((PromptStyle.Plain, true, false), (made.Style, made.CalibratesMemory, made.CalibratesWeights));
        Assert.Null(TunedPlan.Write(result with { Rows = [result.Rows[2]] }, plan, "small", "cpu", Catalogue.Learners));
    }

    [Fact]
    public void Where_nothing_passes_it_says_so_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ladder.yaml"], Small.Replace("LEAD", "2", StringComparison.Ordinal));
        var run = CommandRun.Of(
            "ladder", "--plan", folder["ladder.yaml"], "--style", "game", "--task", "vault?bits=11&features=2", "--out", folder["my.yaml"], "--device", "cpu");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Nothing to settle with this model at this size", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["my.yaml"]));
    }

    [Theory]
    [InlineData("histories: [8, 4]", "histories rise")]
    [InlineData("choice_worlds: 3", "choice_worlds is at most worlds")]
    [InlineData("passes: 0", "passes")]
    public void A_plan_that_cannot_be_used_is_refused_in_a_line(string line, string problem)
    {
        using var folder = new TemporaryFolder();
        var name = line.Split(':')[0];
        File.WriteAllText(folder["ladder.yaml"], string.Join('\n', Small.Replace("LEAD", "0", StringComparison.Ordinal).Split('\n')
            .Select(own => own.StartsWith(name + ":", StringComparison.Ordinal) ? line : own)));
        var run = CommandRun.Of("ladder", "--plan", folder["ladder.yaml"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.ErrorLine, StringComparison.Ordinal);
    }
}
