using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Testing;
using Xunit.Abstractions;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>
/// Runs killed (SIGKILL) at random moments, wherever they are, and resumed until they finish: the same verdict but for
/// seconds, and the same curves. AGENTMEMORY_KILLS=50 does as many as the protocol asks for; without it, six.
/// </summary>
public sealed class KillTests
{
    private const int KillsByDefault = 6;
    private readonly ITestOutputHelper _output;

    public KillTests(ITestOutputHelper output)
    {
        _output = output;
    }

    [Fact]
    public async Task Runs_killed_at_random_moments_and_resumed_end_in_the_same_verdict()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["plan.yaml"], Plan());
        string[] run = ["compare", folder["plan.yaml"], "--threads", "1", "--device", "cpu"];
        var began = Stopwatch.GetTimestamp();
        var whole = CommandRun.Of([.. run, "--out", folder["whole"]]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        var took = Stopwatch.GetElapsedTime(began);
        var expected = Verdict(folder["whole"]);
        var rng = new Rng(50);
        var kills = int.TryParse(
            Environment.GetEnvironmentVariable("AGENTMEMORY_KILLS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : KillsByDefault;
        var runs = 0;
        for (var killed = 0; killed < kills; runs++)
        {
            var to = folder[$"killed-{runs}"];
            var finished = false;
            while (!finished)
            {
                using var process = CommandRun.Start(
                    File.Exists(Path.Combine(to, "ledger.db")) ? [.. run, "--out", to, "--resume"] : [.. run, "--out", to]);
                process.OutputDataReceived += (_, _) => { };
                process.ErrorDataReceived += (_, _) => { };
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                if (killed < kills)
                {
                    await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(took * (0.05 + (0.9 * rng.NextDouble()))));
                }
                else
                {
                    await process.WaitForExitAsync();
                }

                finished = process.HasExited;
                if (!finished)
                {
                    process.Kill();
                    await process.WaitForExitAsync();
                    killed++;
                }
                else
                {
                    Assert.Equal(0, process.ExitCode);
                }
            }

            Assert.Equal(expected, Verdict(to));
            Assert.Equal(Curves(folder["whole"]), Curves(to));
            Directory.Delete(to, recursive: true);
        }

        _output.WriteLine($"{kills} kills over {runs} runs; one whole run takes {took.TotalSeconds:F1} s");
    }

    // Both paths, a stream of two tasks, and a learner that keeps files.
    internal static string Plan() => """
        schema: agentmemory.plan/1
        name: killed
        model: small
        device: cpu
        seed: 5
        tasks:
          - [heaps?hidden=takes&most=5, heaps?hidden=takes&most=4&allowed=2]
        learners:
          - frozen
          - context
          - notes
          - id: lora
            adapter: {epochs: 2}
        seeds: 2
        blocks: 2
        practice: 2
        exam: 2
        batch: 4
        context_tokens: 448
        episode_tokens: 80
        practice_temperature: 1
        exam_temperature: 0
        replies: restricted
        book: open
        epsilon: 0.05
        """;

    internal static string Verdict(string folder) => File.ReadAllText(Path.Combine(folder, "verdict.json"));

    internal static string Curves(string folder) => File.ReadAllText(Path.Combine(folder, "curves.csv"));
}
