using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Ctrl-C and SIGTERM end any command, and what was finished before is kept.</summary>
public sealed class SignalTests
{
    private const int Interrupted = 130;

    // Two seconds are promised; a machine that does other work as well is given more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("INT", "pretrain PLAN --out model.gguf --threads 1")]
    [InlineData("TERM", "bench verdict")]
    [InlineData("TERM", "fields check")]
    [InlineData("TERM", "compare --seeds 1000 --threads 1")]
    [InlineData("INT", "games solve bluff?kinds=4&copies=2&rounds=2&raises=2&hidden=ranking")]
    public async Task A_command_at_work_ends_with_130(string signal, string line)
    {
        using var folder = new TemporaryFolder();
        var plan = RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml");
        using var process = CommandRun.StartIn(folder.Path, [.. line.Split(' ').Select(word => word == "PLAN" ? plan : word)]);
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(Interrupted, await Ended(process, signal));
        Assert.Single((await error).Split('\n'), text => text.StartsWith("interrupted: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", await error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scoring_a_huge_file_ends_with_130()
    {
        using var folder = new TemporaryFolder();
        using (var file = new StreamWriter(folder["huge.csv"]))
        {
            file.Write("learner,task,seed,step,score\n");
            for (var row = 0; row < 2_000_000; row++)
            {
                file.Write(string.Create(CultureInfo.InvariantCulture, $"l{row / 20_000},t{row / 1000 % 20},{row / 100 % 10},{row % 100},0.{row * 7919L % 10_007}\n"));
            }
        }

        using var process = CommandRun.StartIn(folder.Path, "score", "huge.csv", "--optimum", "1");
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.Equal(Interrupted, await Ended(process, "TERM"));
        // That it ends by itself, and not by the hard end, is tested where reading and judging are.
        Assert.Single((await error).Split('\n'), text => text.StartsWith("interrupted: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("chat --store memory.db")]
    [InlineData("games play heaps?piles=1&most=3")]
    [InlineData("memory import - --store memory.db")]
    public async Task A_command_that_waits_for_input_ends_with_130(string line)
    {
        using var folder = new TemporaryFolder();
        using var process = CommandRun.StartIn(folder.Path, line.Split(' '));
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(process.HasExited);
        Assert.Equal(Interrupted, await Ended(process, "TERM"));
    }

    /// <summary>A client of the protocol ends its server so: it was not broken off.</summary>
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_server_that_waits_for_its_client_ends_with_0(string signal)
    {
        using var folder = new TemporaryFolder();
        using var process = CommandRun.StartIn(folder.Path, "mcp", "--store", "memory.db");
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(process.HasExited);
        Assert.Equal(0, await Ended(process, signal));
    }

    [Fact]
    public async Task Runs_interrupted_at_random_moments_and_resumed_end_in_the_same_verdict()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["plan.yaml"], KillTests.Plan());
        string[] run = ["compare", folder["plan.yaml"], "--threads", "1", "--device", "cpu"];
        Assert.Equal(0, CommandRun.Of([.. run, "--out", folder["whole"]]).ExitCode);
        var rng = new Rng(51);
        var to = folder["interrupted"];
        for (var finished = false; !finished;)
        {
            using var process = CommandRun.StartIn(
                folder.Path, File.Exists(Path.Combine(to, "ledger.db")) ? [.. run, "--out", to, "--resume"] : [.. run, "--out", to]);
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(2 + (3 * rng.NextDouble()))));
            var code = process.HasExited ? process.ExitCode : await Ended(process, rng.Next(2) == 0 ? "INT" : "TERM");
            // A signal may come when the work is done.
            Assert.Contains(code, new[] { 0, Interrupted });
            finished = code == 0;
        }

        Assert.Equal(KillTests.Verdict(folder["whole"]), KillTests.Verdict(to));
        Assert.Equal(KillTests.Curves(folder["whole"]), KillTests.Curves(to));
    }

    [Fact]
    public async Task A_second_signal_does_not_wait()
    {
        using var folder = new TemporaryFolder();
        using var process = CommandRun.StartIn(folder.Path, "bench", "verdict");
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        Send(process, "TERM");
        Assert.Equal(Interrupted, await Ended(process, "TERM"));
    }

    private static async Task<int> Ended(Process process, string signal)
    {
        Send(process, signal);
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Patience));
        if (!process.HasExited)
        {
            process.Kill();
            Assert.Fail($"it ran on after SIG{signal}");
        }

        return process.ExitCode;
    }

    private static void Send(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
