using System.Globalization;
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
            "compare", TestPlan.Path, "--learner", "ideal", "--learner", "told", "--learner", "context", "--task", "vault?bits=8&features=2", "--seeds", "2",
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
    public void Pictures_of_a_run_without_evidence_are_its_curves_and_verdicts()
    {
        using var folder = new TemporaryFolder();
        Curves(folder, "a", rise: 0.1);
        Assert.Equal(0, CommandRun.Of("report", folder["a"], "--svg").ExitCode);
        Assert.Equal(
            ["curves-page.svg", "curves-slide.svg", "verdicts-page.svg", "verdicts-slide.svg"],
            Directory.GetFiles(folder["a"], "*.svg").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Runs_are_laid_side_by_side_with_what_differs_in_their_plans_first_and_none_is_changed()
    {
        using var folder = new TemporaryFolder();
        Curves(folder, "a", rise: 0.1);
        Curves(folder, "b", rise: 0.05);
        File.WriteAllText(Path.Combine(folder["a"], "plan.yaml"), "schema: agentmemory.plan/1\nseeds: 1\nlearners:\n  - id: a\n    lines_max: 8\n");
        File.WriteAllText(Path.Combine(folder["b"], "plan.yaml"), "schema: agentmemory.plan/1\nseeds: 1\nlearners:\n  - id: a\n    lines_max: 16\n");
        var run = CommandRun.Of("report", folder["a"], folder["b"], "--html", folder["both.html"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("The runs differ in learners.\n  learners.a.lines_max\n    a: 8\n    b: 16\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("a/a", run.Output, StringComparison.Ordinal);
        var page = File.ReadAllText(folder["both.html"]);
        Assert.Contains("<h1>The runs differ in learners.</h1>", page, StringComparison.Ordinal);
        Assert.Contains("b/a", page, StringComparison.Ordinal);
        Assert.Equal(["curves.csv", "plan.yaml"], Directory.GetFiles(folder["a"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        using var json = System.Text.Json.JsonDocument.Parse(CommandRun.Of("report", folder["a"], folder["b"], "--json").Output);
        Assert.Equal("agentmemory.runs/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("runs").GetArrayLength());
        Assert.Contains("leave --html out", CommandRun.Of("report", folder["a"], "--html", folder["x.html"]).ErrorLine, StringComparison.Ordinal);
        Assert.Contains("--svg draws the pictures of one folder", CommandRun.Of("report", folder["a"], folder["b"], "--svg").ErrorLine, StringComparison.Ordinal);
        Assert.Contains("neither ledger.db nor curves.csv", CommandRun.Of("report", folder["a"], folder["none"]).ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_names_a_column_that_it_does_not_know()
    {
        using var folder = new TemporaryFolder();
        Curves(folder, "a", rise: 0.1);
        var file = Path.Combine(folder["a"], "curves.csv");
        Assert.Equal("", CommandRun.Of("score", file).Error);
        File.WriteAllLines(file, File.ReadAllLines(file).Select((line, i) => line + (i == 0 ? ",reward" : ",1")));
        Assert.Contains("passed over column reward; known are learner", CommandRun.Of("score", file).Error, StringComparison.Ordinal);
    }

    private static void Curves(TemporaryFolder folder, string name, double rise)
    {
        Directory.CreateDirectory(folder[name]);
        var rows = Enumerable.Range(0, 8).Select(step => string.Create(CultureInfo.InvariantCulture, $"a,t,1,{step},{rise * step:F3}\n"));
        File.WriteAllText(Path.Combine(folder[name], "curves.csv"), "learner,task,seed,step,score\n" + string.Concat(rows));
    }
}
