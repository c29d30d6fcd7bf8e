using System.Diagnostics;
using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A start without the script: the program takes its own place once, with a bound on spinning, where it trains.</summary>
public sealed class SpinBoundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SpinBoundTests() => File.WriteAllText(_folder["l.jsonl"], """{"prompt":"the door?","completion":" blue"}""");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, "GOMP_SPINCOUNT = '3000'")]
    [InlineData("77", "GOMP_SPINCOUNT = '77'")]
    public async Task Training_has_a_bound_and_one_that_is_set_stays(string? set, string shown)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // GCC's OpenMP says what it read; threads and steps are told as ever.
        var (code, error) = await Run(set, "train", "--lessons", _folder["l.jsonl"], "--validation", "0", "--epochs", "1", "--out", _folder["a.gguf"]);
        Assert.Equal(0, code);
        Assert.Contains(shown, error, StringComparison.Ordinal);
        Assert.Contains("training: 1 thread: the model is small", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_comes_through_as_it_was_typed_and_so_does_the_exit_code()
    {
        var (code, error) = await Run(null, "train", "--lessons", "no such \"file\" é", "--validation", "0", "--out", "");
        Assert.Equal(2, code);
        Assert.Contains("error: --out", error, StringComparison.Ordinal);
        (code, error) = await Run(null, "train", "--lessons", "no such \"file\" é", "--out", _folder["a.gguf"]);
        Assert.Equal(2, code);
        Assert.Contains("no such \"file\" é", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_one_process_that_signals_end()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var process = Start(
            null, "pretrain", RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml"), "--out", _folder["m.gguf"], "--threads", "1");
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var own = $"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/environ";
        for (var tries = 0; tries < 200 && !(await File.ReadAllTextAsync(own)).Contains(SpinBound.Variable, StringComparison.Ordinal); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Assert.Contains($"{SpinBound.Variable}=3000", await File.ReadAllTextAsync(own), StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(2));
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.DoesNotContain("   at ", await error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Error)> Run(string? set, params string[] arguments)
    {
        using var process = Start(set, arguments);
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }

    private Process Start(string? set, params string[] arguments)
    {
        // Where the tests run in the background of a script, SIGINT is ignored, and what they start would inherit that.
        string[] first = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(first[0], [.. first[1..], CommandRun.Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment.Remove(SpinBound.Variable);
        start.Environment["OMP_DISPLAY_ENV"] = "VERBOSE";
        if (set is not null)
        {
            start.Environment[SpinBound.Variable] = set;
        }

        return Process.Start(start)!;
    }
}
