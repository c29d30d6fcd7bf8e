using System.Text.Json.Nodes;
using AgentMemory.Core;
using AgentMemory.Experiments.Ledger;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The main job as a user runs it, small: the shipped model, both paths, a verdict.</summary>
public sealed class CompareTests
{
    private static readonly string[] Small =
    [
        "compare", TestPlan.Path, "--seeds", "2", "--blocks", "2", "--practice", "2", "--exam", "4", "--device", "cpu",
    ];

    [Fact]
    public void A_comparison_writes_everything_and_the_same_seed_gives_the_same_verdict()
    {
        using var folder = new TemporaryFolder();
        var first = CommandRun.Of([.. Small, "--out", folder["a"], "--json"]);
        var second = CommandRun.Of([.. Small, "--out", folder["b"], "--json"]);
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(Verdict(folder["a"]), Verdict(folder["b"]));
        Assert.Equal(first.Output, Verdict(folder["a"]));
        Assert.Contains("This plan shows a plateau in", first.Error, StringComparison.Ordinal);
        foreach (var file in new[] { "plan.yaml", "ledger.db", "curves.csv", "verdict.json", "report.html", "timings.json" })
        {
            Assert.True(new FileInfo(Path.Combine(folder["a"], file)).Length > 0, file);
        }

        Assert.Equal(
            "learner,path,task,seed,block,score,raw,floor,ceiling,tokens_read,tokens_written,tokens_trained,flops,"
            + "artifact_bytes,illegal_rate,score_met,games,tokens_per_game,flops_per_game,evidence_bits,used_bits,unmet_regret,score_raw,score_calibrated",
            File.ReadLines(Path.Combine(folder["a"], "curves.csv")).First());
    }

    [Fact]
    public void A_finished_comparison_is_run_again_and_held_against_itself_to_the_digit()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CommandRun.Of([.. Small, "--out", folder["a"]]).ExitCode);
        var check = CommandRun.Of("compare", "--check", folder["a"]);
        Assert.True(check.ExitCode == 0, check.Error);
        Assert.Contains("the same to the digit", check.Output, StringComparison.Ordinal);

        var curves = Path.Combine(folder["a"], "curves.csv");
        var lines = File.ReadAllLines(curves);
        lines[2] = lines[2].Replace("seen", "seeming", StringComparison.Ordinal) + "0";
        File.WriteAllLines(curves, lines);
        var differs = CommandRun.Of("compare", "--check", folder["a"]);
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains("curves.csv, line 3", differs.Output, StringComparison.Ordinal);
        Assert.Contains("--check runs the plan of its folder", CommandRun.Of("compare", "--quick", "--check", folder["a"]).ErrorLine, StringComparison.Ordinal);
        Assert.Contains("holds no finished comparison", CommandRun.Of("compare", "--check", folder["b"]).ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_book_that_does_not_fit_is_refused_before_anything_runs_with_the_window_that_holds_it()
    {
        using var folder = new TemporaryFolder();
        string[] book = ["compare", TestPlan.Path, "--task", "algebra?concepts=8", "--learner", "frozen", "--seeds", "1", "--blocks", "1", "--practice", "1",
            "--exam", "2", "--device", "cpu", "--out", folder["book"]];
        var refused = CommandRun.Of(book);
        Assert.Equal(2, refused.ExitCode);
        Assert.Matches(@"algebra\?concepts=8: 1 of 1 documents do not fit a window of 448 tokens .* context_tokens: \d+ in the plan holds them; or add --force", refused.ErrorLine);
        Assert.False(Directory.Exists(folder["book"]));
        var forced = CommandRun.Of([.. book, "--force"]);
        Assert.True(forced.ExitCode == 0, forced.Error);
        Assert.Contains("caution: algebra?concepts=8: 1 of 1 documents", forced.Error, StringComparison.Ordinal);
        // The same run without progress.
        var quiet = CommandRun.Of([.. book[..^1], folder["quiet"], "--force", "--quiet"]);
        Assert.Equal((0, ""), (quiet.ExitCode, quiet.Error));
        Assert.Equal(Verdict(folder["book"]), Verdict(folder["quiet"]));
    }

    [Fact]
    public void A_dry_run_prints_plan_power_and_cost_and_runs_nothing()
    {
        using var folder = new TemporaryFolder();
        var run = CommandRun.Of("compare", TestPlan.Path, "--out", folder["a"], "--dry-run");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("schema: agentmemory.plan/1", run.Output, StringComparison.Ordinal);
        Assert.Contains("power: a level learner is called plateaued in", run.Output, StringComparison.Ordinal);
        Assert.Contains("games at random tell nearly all by block", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"exact, [0-9.]+ decision states on average over the worlds, and games at random come to [0-9.]+ of them in practice", run.Output);
        Assert.Contains("trained on", run.Output, StringComparison.Ordinal);
        Assert.Contains("on this machine", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["a"]));
        Assert.Contains("for tuning", CommandRun.Of("compare", TestPlan.Path, "--task", "brew?seed=901").ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_is_cut_to_a_time_and_says_what_stays_open()
    {
        using var folder = new TemporaryFolder();
        string[] plan = ["compare", TestPlan.Path, "--learner", "frozen", "--learner", "context", "--task", "heaps?hidden=takes&most=5"];
        var whole = CommandRun.Of([.. plan, "--time", "99h", "--dry-run"]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Contains("The whole plan takes about", whole.Error, StringComparison.Ordinal);
        Assert.Contains("seeds: 5", whole.Output, StringComparison.Ordinal);
        var none = CommandRun.Of([.. plan, "--seeds", "400", "--time", "1s", "--out", folder["a"]]);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("--time 1.0 s: the smallest part of plan tests", none.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("(the dearest is ", none.ErrorLine, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["a"]));

        // What fits depends on the machine; that it is less than the whole does not.
        var part = CommandRun.Of([.. plan, "--seeds", "1000", "--time", "60s", "--dry-run"]);
        Assert.True(part.ExitCode == 0, part.Error);
        Assert.Matches("In 1 min fit [0-9,]+ of 1000 seeds and [1-6] of 6 blocks", part.Error);
        Assert.Contains("What stays open: a rise of 0.3 is called improving in", part.Error, StringComparison.Ordinal);
        Assert.Contains("--time 5x cannot be used", CommandRun.Of([.. plan, "--time", "5x"]).ErrorLine, StringComparison.Ordinal);
        Assert.Contains("leave one of them out", CommandRun.Of([.. plan, "--time", "1h", "--resume"]).ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_says_before_it_begins_how_long_it_takes_and_afterwards_how_far_that_was_off()
    {
        using var folder = new TemporaryFolder();
        string[] plan = ["compare", TestPlan.Path, "--learner", "frozen", "--learner", "lora", "--task", "heaps?hidden=takes&most=5"];
        var run = CommandRun.Of([.. plan, "--out", folder["a"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        // A fast machine has done all of it before a rehearsal would begin.
        Assert.Contains("for a rehearsal of a small part", run.Error, StringComparison.Ordinal);
        Assert.Matches("on this machine, (from a rehearsal of .+: frozen .+, lora .+|by its first steps)", run.Error);
        Assert.Matches("Memory about [0-9.]+ [MG]iB, on disk about", run.Error);
        if (run.Error.Contains("from a rehearsal", StringComparison.Ordinal))
        {
            Assert.Contains("rehearsing frozen, 1 of 2, to see how long it takes here", run.Error, StringComparison.Ordinal);
            Assert.Matches(@"Took .+; .+ had been estimated \([0-9]+% too (short|long)\)", run.Error);
        }
    }

    [Fact]
    public void Exams_in_new_processes_give_the_same_verdict_and_score_and_report_repeat_it()
    {
        using var folder = new TemporaryFolder();
        string[] few = ["compare", TestPlan.Path, "--learner", "context", "--learner", "lora", "--task", "heaps?hidden=takes&most=5",
            "--seeds", "2", "--blocks", "1", "--practice", "2", "--exam", "4", "--device", "cpu"];
        Assert.Equal(0, CommandRun.Of([.. few, "--out", folder["here"]]).ExitCode);
        var fresh = CommandRun.Of([.. few, "--out", folder["fresh"], "--fresh"]);
        Assert.True(fresh.ExitCode == 0, fresh.Error);
        Assert.Equal(Verdict(folder["here"]), Verdict(folder["fresh"]));

        // Anyone's door to the judge gives compare's own curves the same learners, to the byte.
        var scored = CommandRun.Of("score", Path.Combine(folder["here"], "curves.csv"), "--json", "--html", folder["scored.html"]);
        var compared = JsonNode.Parse(File.ReadAllText(Path.Combine(folder["here"], "verdict.json")))!;
        Assert.Equal(Learners(compared), Learners(JsonNode.Parse(scored.Output)!));
        Assert.Equal("agentmemory.verdict/2", compared["schema"]!.GetValue<string>());
        Assert.Contains("<h1>", File.ReadAllText(folder["scored.html"]), StringComparison.Ordinal);

        // A report made anew needs neither the plan's file nor the verdict.
        var before = File.ReadAllText(Path.Combine(folder["here"], "verdict.json"));
        File.Delete(Path.Combine(folder["here"], "verdict.json"));
        File.Delete(Path.Combine(folder["here"], "plan.yaml"));
        Assert.Equal(0, CommandRun.Of("report", folder["here"]).ExitCode);
        Assert.Equal(before, File.ReadAllText(Path.Combine(folder["here"], "verdict.json")));
    }

    [Fact]
    public async Task An_unfinished_run_can_be_reported_and_says_so()
    {
        using var folder = new TemporaryFolder();
        // So long that it cannot be over before it is killed, however busy the machine.
        string[] endless = [.. Small.Select((word, i) => i > 0 && Small[i - 1] == "--blocks" ? "500" : word)];
        using (var process = CommandRun.Start([.. endless, "--out", folder["cut"]]))
        {
            await WaitForBlocks(folder["cut"], 2);
            process.Kill();
            await process.WaitForExitAsync();
        }

        var report = CommandRun.Of("report", folder["cut"], "--json");
        Assert.True(report.ExitCode == 0, report.Error);
        Assert.Contains("The run is not finished", report.Output, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(report.Output)!["model"]);
    }

    [Fact]
    public async Task A_killed_run_resumed_ends_in_the_same_verdict()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CommandRun.Of([.. Small, "--out", folder["whole"]]).ExitCode);
        for (var kills = 0; kills < 3; kills++)
        {
            using var process = CommandRun.Start(
                kills == 0 ? [.. Small, "--out", folder["killed"]] : [.. Small, "--out", folder["killed"], "--resume"]);
            await WaitForBlocks(folder["killed"], 4 * (kills + 1));
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.Equal(0, CommandRun.Of([.. Small, "--out", folder["killed"], "--resume"]).ExitCode);
        Assert.Equal(Verdict(folder["whole"]), Verdict(folder["killed"]));
    }

    [Fact]
    public void What_was_learnt_in_one_run_is_carried_into_the_next()
    {
        using var folder = new TemporaryFolder();
        string[] run = ["run", "heaps?hidden=takes&seed=5", "--learner", "context", "--episodes", "2", "--artifact", folder["kept"], "--watch"];
        var first = CommandRun.Of(run);
        var second = CommandRun.Of(run);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("run 2:", second.Output, StringComparison.Ordinal);
        var ending = first.Output.Split('\n').First(line => line.Contains("ends:", StringComparison.Ordinal))
            .Split("ends: ")[1].Split(" (")[0];
        Assert.Contains($"  | = {ending}", second.Output, StringComparison.Ordinal);
    }

    private static async Task WaitForBlocks(string folder, int blocks)
    {
        // The ledger is read as another process may: it shows whole blocks only.
        for (var patience = 0; patience < 12_000; patience++)
        {
            if (File.Exists(Path.Combine(folder, "ledger.db")) && Blocks(folder) >= blocks)
            {
                return;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException($"the run did not finish {blocks} blocks");
    }

    // But for what the model's pretraining took, which follows from the model, and curves name none.
    private static string Learners(JsonNode verdict)
    {
        foreach (var learner in verdict["learners"]!.AsArray())
        {
            learner!["costs"]!.AsObject().Remove("pretraining_flops");
        }

        return verdict["learners"]!.ToJsonString();
    }

    private static int Blocks(string folder)
    {
        try
        {
            using var ledger = SqliteLedger.Open(Path.Combine(folder, "ledger.db"));
            return ledger.Blocks().Count;
        }
        catch (UserErrorException)
        {
            return 0;
        }
    }

    private static string Verdict(string folder) => File.ReadAllText(Path.Combine(folder, "verdict.json"));
}
