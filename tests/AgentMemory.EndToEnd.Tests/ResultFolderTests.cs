using System.Diagnostics;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A comparison's folder: made with the first block, held by one process, found again by --resume.</summary>
public sealed class ResultFolderTests
{
    private static readonly string[] Small = ["compare", TestPlan.Path, "--learner", "frozen", "--seeds", "1", "--blocks", "1", "--exam", "2", "--practice", "1"];

    [Theory]
    [InlineData("--model", "no-such-model")]
    [InlineData("--task", "heaps?piles=99")]
    [InlineData("--learner", "laura")]
    [InlineData("--held-out", "no-such-plan.yaml")]
    [InlineData("--device", "abacus")]
    public void A_start_that_fails_leaves_nothing(string option, string value)
    {
        using var folder = new TemporaryFolder();
        using var process = CommandRun.StartIn(folder.Path, [.. Small, option, value]);
        Assert.Equal(2, Ended(process));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Equal(2, CommandRun.Of([.. Small, option, value, "--out", folder["out"]]).ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_second_process_is_told_at_once_that_the_folder_is_in_use()
    {
        using var folder = new TemporaryFolder();
        string[] longer = ["compare", TestPlan.Path, "--learner", "frozen", "--seeds", "1000", "--out", folder["out"]];
        using var first = CommandRun.StartIn(folder.Path, longer);
        try
        {
            for (var tries = 0; tries < 300 && !File.Exists(Path.Combine(folder["out"], "ledger.db")); tries++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }

            // By its ledger the folder holds a run; by its lock somebody works on it.
            var second = CommandRun.Of([.. longer]);
            Assert.Equal(2, second.ExitCode);
            var resumed = CommandRun.Of([.. longer, "--resume"]);
            Assert.Equal(2, resumed.ExitCode);
            Assert.Contains("in use", resumed.ErrorLine, StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
            first.WaitForExit();
        }

        Assert.True(File.Exists(Path.Combine(folder["out"], "ledger.db")));
    }

    [Fact]
    public void Of_two_processes_that_start_at_once_one_is_told_that_the_folder_is_in_use()
    {
        using var folder = new TemporaryFolder();
        Process[] both = [CommandRun.StartIn(folder.Path, [.. Small, "--out", folder["out"]]), CommandRun.StartIn(folder.Path, [.. Small, "--out", folder["out"]])];
        // The later one may also come when the earlier one is done, and then the folder holds a run.
        Assert.Equal([0, 2], both.Select(Ended).Order());
        Array.ForEach(both, process => process.Dispose());
    }

    [Fact]
    public void Resume_without_a_name_goes_on_with_the_last_run_that_can()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, In(folder, [.. Small]));
        // A later run of another plan by the same name, and a folder that holds no run.
        Assert.Equal(0, In(folder, [.. Small, "--seed", "77"]));
        Directory.CreateDirectory(folder["runs/tests-9"]);
        File.Delete(folder["runs/tests-1/verdict.json"]);
        Assert.Equal(0, In(folder, [.. Small, "--resume"]));
        Assert.True(File.Exists(folder["runs/tests-1/verdict.json"]));
        Assert.Equal(2, In(folder, [.. Small, "--seed", "78", "--resume"]));
        Assert.Equal(["runs/tests-1", "runs/tests-2", "runs/tests-9"],
            Directory.EnumerateDirectories(folder["runs"]).Select(path => Path.GetRelativePath(folder.Path, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_run_that_is_named_by_its_folder_alone_goes_on_with_its_own_plan()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, CommandRun.Of([.. Small, "--out", folder["out"]]).ExitCode);
        File.Delete(Path.Combine(folder["out"], "verdict.json"));
        var resumed = CommandRun.Of("compare", "--resume", "--out", folder["out"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.True(File.Exists(Path.Combine(folder["out"], "verdict.json")));
        File.WriteAllBytes(Path.Combine(folder["out"], "ledger.db"), []);
        Assert.Contains("holds no run to go on with", CommandRun.Of("compare", "--resume", "--out", folder["out"]).ErrorLine, StringComparison.Ordinal);
    }

    private static int In(TemporaryFolder folder, string[] line)
    {
        using var process = CommandRun.StartIn(folder.Path, line);
        return Ended(process);
    }

    private static int Ended(Process process)
    {
        process.StandardInput.Close();
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return process.ExitCode;
    }
}
