using System.Text.Json.Nodes;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A style that is chosen by a pass of its own, and thoughts, as a user asks for them.</summary>
public sealed class StyleAutoTests
{
    private static readonly string[] Small =
    [
        "compare", "--task", "labels?bits=8&names=common", "--learner", "context", "--learner", "frozen", "--seeds", "2", "--blocks", "1", "--practice", "2",
        "--exam", "4", "--device", "cpu", "--style", "auto",
    ];

    [Fact]
    public void A_comparison_chooses_once_keeps_why_and_goes_on_as_it_began()
    {
        using var folder = new TemporaryFolder();
        var run = CommandRun.Of([.. Small, "--out", folder["a"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("style auto: style plain: a history of 16 episodes in 2 worlds", run.Error, StringComparison.Ordinal);
        Assert.Contains("Left out: style chat", run.Error, StringComparison.Ordinal);
        var kept = JsonNode.Parse(File.ReadAllText(Path.Combine(folder["a"], "style.json")))!;
        var best = kept["leads"]!.AsArray().MaxBy(lead => lead!["lead"]!.GetValue<double>())!;
        Assert.Equal(best["style"]!.GetValue<string>(), kept["style"]!.GetValue<string>());
        Assert.Equal(best["calibration_memory"]!.GetValue<string>(), kept["calibration_memory"]!.GetValue<string>());
        Assert.True(kept["tokens_read"]!.GetValue<long>() > 0);
        Assert.Equal(["game", "plain", "qa"], kept["leads"]!.AsArray().Select(lead => lead!["style"]!.GetValue<string>()).Distinct());
        var plan = File.ReadAllText(Path.Combine(folder["a"], "plan.yaml"));
        Assert.DoesNotContain("auto\n", plan, StringComparison.Ordinal);
        var chosen = kept["style"]!.GetValue<string>();
        Assert.Equal(chosen != "game", plan.Contains($"style: {chosen}\n", StringComparison.Ordinal));
        Assert.Contains("leads the scrambled one by most", File.ReadAllText(Path.Combine(folder["a"], "report.html")), StringComparison.Ordinal);

        // Another choice would be seen in the ledger's plan, and takes the tokens again.
        var again = CommandRun.Of([.. Small, "--out", folder["a"], "--resume"]);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.DoesNotContain("style auto:", again.Error, StringComparison.Ordinal);
        Assert.Equal(run.Output, again.Output);
        var check = CommandRun.Of("compare", "--check", folder["a"]);
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
    }

    [Fact]
    public void A_run_in_a_named_style_is_not_gone_on_with_in_a_chosen_one()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CommandRun.Of([.. Small[..^1], "plain", "--out", folder["a"]]).ExitCode);
        var run = CommandRun.Of([.. Small, "--out", folder["a"], "--resume"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("leave --style auto out", run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_says_what_would_be_tried_and_runs_nothing()
    {
        var run = CommandRun.Of([.. Small, "--task", "heaps?hidden=takes", "--dry-run"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("style: auto\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "style auto: game, plain, qa, chat would be tried behind 16 episodes in 2 worlds of tuning of labels?bits=8&names=common",
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("left out: heaps?hidden=takes: it is not examined by questions", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("a history of", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_learnt_in_a_chosen_style_is_carried_on_in_it()
    {
        using var folder = new TemporaryFolder();
        string[] run = ["run", "heaps?hidden=takes&seed=7", "--episodes", "2", "--device", "cpu", "--style", "auto", "--artifact", folder["kept"]];
        var first = CommandRun.Of(run);
        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Contains("style auto: style game", first.Error, StringComparison.Ordinal);
        var second = CommandRun.Of(run);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.DoesNotContain("style auto:", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Thoughts_are_watched_charged_and_kept_in_prompts_where_that_is_asked_for()
    {
        string[] run = ["run", "labels?bits=8&names=common&seed=3", "--episodes", "3", "--device", "cpu", "--style", "qa", "--watch"];
        var (silent, dropped, kept) = (
            CommandRun.Of(run), CommandRun.Of([.. run, "--thinking", "8"]), CommandRun.Of([.. run, "--thinking", "8", "--thoughts", "kept"]));
        Assert.All([silent, dropped, kept], one => Assert.True(one.ExitCode == 0, one.Error));
        Assert.DoesNotContain("thinks:", silent.Output, StringComparison.Ordinal);
        Assert.Contains("  thinks:\n", dropped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[Let me think:", dropped.Output, StringComparison.Ordinal);
        Assert.Contains("Answer: [Let me think:", kept.Output, StringComparison.Ordinal);
        Assert.Equal(kept.Output, CommandRun.Of([.. run, "--thinking", "8", "--thoughts", "kept"]).Output);
    }

    [Fact]
    public void Lessons_hold_replies_alone_so_that_an_adapter_is_the_same_whether_its_player_thinks_or_not()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, thinking) in new[] { ("silent", "0"), ("thinking", "8") })
        {
            File.WriteAllText(folder[name + ".yaml"], $"""
                schema: agentmemory.plan/1
                name: thoughts
                model: small
                device: cpu
                seed: 1
                tasks: ["labels?bits=8&names=common"]
                learners: [context, lora]
                seeds: 1
                blocks: 1
                practice: 4
                experience: shared
                exam: 4
                batch: 8
                context_tokens: 448
                episode_tokens: 80
                practice_temperature: 1
                exam_temperature: 0
                replies: restricted
                book: open
                epsilon: 0.05
                style: qa
                thinking_tokens: {thinking}
                """);
            var run = CommandRun.Of("compare", folder[name + ".yaml"], "--out", folder[name], "--threads", "1");
            Assert.True(run.ExitCode == 0, run.Error);
        }

        byte[] Adapter(string name) => File.ReadAllBytes(Directory.EnumerateFiles(folder[$"{name}/artifacts"], "*.gguf", SearchOption.AllDirectories).Single());
        Assert.Equal(Adapter("silent"), Adapter("thinking"));
        long Written(string name, string learner) => File.ReadLines(Path.Combine(folder[name], "curves.csv")).Select(line => line.Split(','))
            .Where(cells => cells[0] == learner && cells[4] == "1")
            .Select(cells => long.Parse(cells[10], System.Globalization.CultureInfo.InvariantCulture)).Single();
        // The words of ranked questions are scored and not written, so that all that is written are thoughts, of at most 8 tokens each.
        foreach (var learner in new[] { "context", "lora" })
        {
            Assert.Equal(0, Written("silent", learner));
            Assert.InRange(Written("thinking", learner), 1, 2 * 24 * 8);
        }
    }

    [Theory]
    [InlineData("--thinking", "-1")]
    [InlineData("--thinking", "100000")]
    [InlineData("--thoughts", "kept")]
    [InlineData("--thoughts", "hidden")]
    [InlineData("--style", "autos")]
    public void What_cannot_be_used_is_refused_in_a_line(string option, string value)
    {
        var run = CommandRun.Of("run", "heaps?hidden=takes&seed=7", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option, run.ErrorLine, StringComparison.Ordinal);
    }
}
