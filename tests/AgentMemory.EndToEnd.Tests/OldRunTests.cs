using System.Text.Json.Nodes;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Folders of the earlier rule, agentmemory.verdict/1: looked at with the schema named, and never gone on with.</summary>
public sealed class OldRunTests
{
    private const string Old = "{ \"schema\": \"agentmemory.verdict/1\", \"model\": null, \"learners\": [] }\n";

    [Fact]
    public void A_folder_of_old_curves_opens_says_which_schema_it_is_and_keeps_the_old_document()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 5).SelectMany(seed => Enumerable.Range(0, 8).Select(block => FormattableString.Invariant(
            $"notes,memory,t,{seed},{block},{0.1 + (0.05 * block) + (0.01 * seed)},,0,1,,,,,1.5,,0")));
        File.WriteAllText(
            folder["curves.csv"],
            "learner,path,task,seed,block,score,raw,floor,ceiling,tokens_read,tokens_written,tokens_trained,flops,seconds,artifact_bytes,illegal_rate\n"
                + string.Join('\n', rows) + "\n");
        File.WriteAllText(folder["verdict.json"], Old);
        var report = CommandRun.Of("report", folder.Path);
        Assert.True(report.ExitCode == 0, report.Error);
        Assert.StartsWith("Old verdict, schema 1", report.Output, StringComparison.Ordinal);
        Assert.Contains("Old verdict, schema 1", File.ReadAllText(folder["report.html"]), StringComparison.Ordinal);
        Assert.Equal(Old, File.ReadAllText(folder["verdict-schema-1.json"]));
        Assert.Equal("agentmemory.verdict/2", JsonNode.Parse(File.ReadAllText(folder["verdict.json"]))!["schema"]!.GetValue<string>());
        // Opened again it is still known for what it is, and nothing is lost.
        Assert.StartsWith("Old verdict, schema 1", CommandRun.Of("report", folder.Path).Output, StringComparison.Ordinal);
        Assert.Equal(Old, File.ReadAllText(folder["verdict-schema-1.json"]));
    }

    [Fact]
    public void Going_on_with_an_old_run_is_refused_in_one_line_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["verdict.json"], Old);
        File.WriteAllText(folder["plan.yaml"], "schema: agentmemory.plan/1\nconfidence: 0.95\nresamples: 2000\n");
        File.WriteAllBytes(folder["ledger.db"], [1]);
        var before = Directory.GetFiles(folder.Path).Length;
        var resumed = CommandRun.Of("compare", "--resume", "--out", folder.Path);
        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains("was begun under agentmemory.verdict/1", resumed.Error, StringComparison.Ordinal);
        Assert.Single(resumed.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(before, Directory.GetFiles(folder.Path).Length);
    }

    [Theory]
    [InlineData("--resume", "--out")]
    [InlineData("--check")]
    public void Going_on_with_a_run_that_spells_settings_flat_is_refused_in_one_line(params string[] options)
    {
        using var folder = new TemporaryFolder();
        var plan = File.ReadAllText(TestPlan.Path);
        File.WriteAllText(folder["plan.yaml"], plan.Replace("  - lora\n", "  - id: lora\n    rank: \"8\"\n", StringComparison.Ordinal));
        foreach (var name in new[] { "ledger.db", "curves.csv", "verdict.json" })
        {
            File.WriteAllBytes(folder[name], [1]);
        }

        var refused = CommandRun.Of(["compare", .. options, folder.Path]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("whose plans spell settings of learners otherwise", refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_stream_is_scored_with_and_without_the_order_of_its_tasks()
    {
        using var folder = new TemporaryFolder();
        var rows = new[] { "a", "b" }.SelectMany(task => Enumerable.Range(0, 4).SelectMany(seed => Enumerable.Range(0, 8).Select(
            step => FormattableString.Invariant($"x,{task},{seed},{step},{0.1 + (0.05 * step) + (0.01 * seed)}"))));
        File.WriteAllText(folder["curves.csv"], "learner,task,seed,step,score\n" + string.Join('\n', rows) + "\n");
        var plain = JsonNode.Parse(CommandRun.Of("score", folder["curves.csv"], "--stream", "--json").Output)!;
        var before = JsonNode.Parse(CommandRun.Of("score", "--stream", folder["curves.csv"], "--json").Output)!;
        var ordered = JsonNode.Parse(CommandRun.Of("score", folder["curves.csv"], "--stream", "a,b", "--json").Output)!;
        Assert.Equal(plain.ToJsonString(), before.ToJsonString());
        Assert.Equal(plain["learners"]!.ToJsonString(), ordered["learners"]!.ToJsonString());
        Assert.Empty(plain["stream"]!["accuracy"]!.AsObject());
        Assert.NotEmpty(ordered["stream"]!["accuracy"]!.AsObject());
    }
}
