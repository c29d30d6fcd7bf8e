using System.Text.Json.Nodes;
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
    public void It_names_a_word_for_each_task_and_writes_the_comparison_that_follows()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["ladder.yaml"], Small.Replace("LEAD", "0", StringComparison.Ordinal));
        var run = CommandRun.Of(
            "ladder", "--plan", folder["ladder.yaml"], "--style", "game", "--style", "plain", "--out", folder["my.yaml"], "--json", "--device", "cpu");
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = JsonNode.Parse(run.Output)!["rows"]!.AsArray();
        Assert.Equal(["labels?bits=8&names=common", "heaps?hidden=takes"], rows.Select(row => row!["task"]!.GetValue<string>()));
        foreach (var row in rows)
        {
            Assert.Equal([4, 8], row!["histories"]!.AsArray().Select(history => history!["episodes"]!.GetValue<int>()));
            var best = row["histories"]!.AsArray().Max(history => history!["lead"]!["value"]!.GetValue<double>());
            var weights = row["lora_lead"]!["value"]!.GetValue<double>();
            var word = (best >= 0, weights >= 0) switch
            {
                (true, true) => "both",
                (true, false) => "context",
                (false, true) => "weights",
                _ => "neither",
            };
            Assert.Equal(word, row["word"]!.GetValue<string>());
        }

        // A lead of 0 is as much as chance gives, so that something passes here.
        Assert.Contains(rows, row => row!["word"]!.GetValue<string>() != "neither");
        var follows = CommandRun.Of("compare", folder["my.yaml"], "--dry-run");
        Assert.True(follows.ExitCode == 0, follows.Error);
        Assert.Contains("name: \"ladder\"", follows.Output, StringComparison.Ordinal);
        Assert.Contains("id: shuffled", File.ReadAllText(folder["my.yaml"]), StringComparison.Ordinal);
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
