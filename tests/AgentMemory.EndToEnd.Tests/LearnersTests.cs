using System.Text.Json.Nodes;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

public sealed class LearnersTests
{
    [Fact]
    public void The_list_names_every_learner_with_its_settings_for_people_and_for_programs()
    {
        var text = CommandRun.Of("learners", "list");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("\ncontext (memory): in-context learning: ", text.Output, StringComparison.Ordinal);
        Assert.Contains("\n    adapter: {rank: 8, alpha: 16, learning_rate: 0.004, ", text.Output, StringComparison.Ordinal);
        var json = CommandRun.Of("learners", "list", "--json");
        var document = JsonNode.Parse(json.Output)!;
        Assert.Equal("agentmemory.learners/1", document["schema"]!.GetValue<string>());
        Assert.All(document["learners"]!.AsArray(), learner => Assert.Contains($"{learner!["id"]} (", text.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void The_shell_completes_learners_and_help_names_them()
    {
        Assert.Contains("fast-slow", CommandRun.Of("[suggest:14]", "run --learner ").Output, StringComparison.Ordinal);
        Assert.Contains("memory+lora", CommandRun.Of("run", "--help").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_cannot_be_used_is_refused_with_its_place()
    {
        using var folder = new TemporaryFolder();
        var plan = File.ReadAllText(TestPlan.Path);
        File.WriteAllText(folder["plan.yaml"], plan.Replace("  - lora\n", "  - {id: lora, adapter: {rank: 0}}\n", StringComparison.Ordinal));
        var refused = CommandRun.Of("compare", folder["plan.yaml"], "--dry-run");
        Assert.Equal(2, refused.ExitCode);
        Assert.Matches(
            @"^error: .*plan\.yaml, line \d+, column \d+: learner lora: adapter\.rank: 0 cannot be used; it is a whole number from 1 to 1024\n$", refused.Error);
    }
}
