using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The probes of a model as a user runs them, small: the shipped model, every probe, table and document.</summary>
public sealed class ModelBenchTests
{
    [Fact]
    public void Every_probe_answers_in_the_table_and_in_the_document()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["probes.yaml"], Small());
        var run = CommandRun.Of("bench", "model", "--plan", folder["probes.yaml"], "--threads", "1", "--out", folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(folder["out"], "probes.json")))!;
        Assert.Equal("agentmemory.probes/1", document["schema"]!.GetValue<string>());
        var probes = document["probes"]!.AsArray();
        Assert.Equal(
            ["legal", "note-lines", "context", "notes", "window", "retrieval", "weights"], probes.Select(p => p!["name"]!.GetValue<string>()));
        foreach (var probe in probes)
        {
            Assert.NotEmpty(probe!["figures"]!.AsArray());
            Assert.Contains($"{probe["name"]}: {probe["question"]}", run.Output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(folder.Path, document.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_probe_alone_can_be_asked_and_an_unknown_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["probes.yaml"], Small());
        var run = CommandRun.Of("bench", "model", "--plan", folder["probes.yaml"], "--threads", "1", "--probe", "retrieval");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("legal:", run.Output, StringComparison.Ordinal);
        var refused = CommandRun.Of("bench", "model", "--plan", folder["probes.yaml"], "--probe", "speed");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("retrieval", refused.ErrorLine, StringComparison.Ordinal);
    }

    // The quick plan with less of everything.
    internal static string Small()
    {
        var text = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "probes-quick.yaml"));
        (string Pattern, string Instead)[] changes =
        [
            ("exam: 8", "exam: 2"), ("practice: 10", "practice: 2"), ("practice: 8", "practice: 2"), ("  blocks: 2", "  blocks: 1"),
            (@"distances: \[512, 2048\]", "distances: [512]"), ("questions: 4", "questions: 2"),
            (@"\n    - riddle[^\n]*", ""), (@"\n  unseen:\n    - brew", ""),
        ];
        foreach (var (pattern, instead) in changes)
        {
            Assert.Matches(pattern, text);
            text = Regex.Replace(text, pattern, instead);
        }

        return text;
    }
}
