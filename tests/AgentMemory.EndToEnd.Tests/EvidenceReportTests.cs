using System.Text.Json.Nodes;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Evidence used, from a run by the program to what <c>report</c> makes of its folder alone.</summary>
public sealed class EvidenceReportTests
{
    [Fact]
    public void Report_repeats_evidence_used_from_the_folder_alone_and_draws_it()
    {
        using var folder = new TemporaryFolder();
        var run = folder["run"];
        var compared = CommandRun.Of(
            "compare", "--quick", "--learner", "ideal", "--learner", "told", "--learner", "context", "--task", "vault?bits=8&features=2", "--seeds", "2",
            "--blocks", "2", "--practice", "6", "--exam", "4", "--device", "cpu", "--out", run);
        Assert.True(compared.ExitCode == 0, compared.Error);
        Assert.Contains("Evidence used on vault?bits=8&features=2", compared.Output, StringComparison.Ordinal);
        var document = File.ReadAllText(Path.Combine(run, "verdict.json"));
        var evidence = JsonNode.Parse(document)!["evidence"]!.AsArray();
        Assert.Equal(["context", "ideal", "told"], evidence.Select(one => one!["learner"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(evidence, one => Assert.Equal([0, 6, 12], one!["points"]!.AsArray().Select(point => point!["n"]!.GetValue<int>())));
        Assert.False(File.Exists(Path.Combine(run, "evidence.svg")));

        File.Delete(Path.Combine(run, "verdict.json"));
        Assert.Equal(0, CommandRun.Of("report", run, "--svg").ExitCode);
        Assert.Equal(document, File.ReadAllText(Path.Combine(run, "verdict.json")));
        Assert.StartsWith("<svg ", File.ReadAllText(Path.Combine(run, "evidence.svg")), StringComparison.Ordinal);

        // A folder that is kept without its ledger keeps what its document says.
        File.Delete(Path.Combine(run, "ledger.db"));
        Assert.Equal(0, CommandRun.Of("report", run).ExitCode);
        Assert.Equal(evidence.ToJsonString(), JsonNode.Parse(File.ReadAllText(Path.Combine(run, "verdict.json")))!["evidence"]!.ToJsonString());
    }

    [Fact]
    public void A_drawing_of_nothing_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 8).Select(step => $"a,t,1,{step},0.{step}\n");
        File.WriteAllText(folder["curves.csv"], "learner,task,seed,step,score\n" + string.Concat(rows));
        var report = CommandRun.Of("report", folder.Path, "--svg");
        Assert.Equal(2, report.ExitCode);
        Assert.Contains("has no evidence used to draw", report.ErrorLine, StringComparison.Ordinal);
    }
}
