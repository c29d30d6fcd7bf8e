using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Places that cannot be read or written, and files that are no text: one line each.</summary>
public sealed class PlaceTests
{
    private static readonly string Plan = RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml");
    private static readonly string[] Merge = ["models", "merge", "--model", "small", "--adapter", "a.gguf", "--out"];

    [Fact]
    public void An_output_that_is_a_folder_is_refused_before_any_work()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["lessons.jsonl"], "{\"prompt\": \"a\", \"completion\": \" b\"}\n");
        File.WriteAllText(folder["curves.csv"], "learner,task,seed,step,score\na,t,1,0,0\n");
        Refused("is a folder", "train", "--lessons", folder["lessons.jsonl"], "--out", folder.Path);
        Refused("is a folder", "pretrain", Plan, "--out", folder.Path);
        Refused("is a folder", "score", folder["curves.csv"], "--html", folder.Path);
        Refused("is a folder", [.. Merge, folder.Path]);
        Refused("is a folder", "memory", "add", "x", "--store", folder.Path);
    }

    [Fact]
    public void An_output_that_is_a_device_is_refused()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        Refused("is a device", "pretrain", Plan, "--out", "/dev/full");
        Refused("is a device", [.. Merge, "/dev/null"]);
        Refused("is a device", "memory", "add", "x", "--store", "/dev/full");
    }

    [Fact]
    public void A_full_disk_under_standard_output_is_one_line()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var line = $"dotnet '{CommandRun.Program}' games list > /dev/full";
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("sh", ["-c", line]) { RedirectStandardError = true })!;
        var error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(2, shell.ExitCode);
        Assert.StartsWith("error: No space left on device", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_files_in_the_place_of_text_are_refused()
    {
        using var folder = new TemporaryFolder();
        var noise = RepositoryFiles.Path("models", "small.gguf");
        Refused("is no text", "compare", noise);
        Refused("is no text", "complete", "--prompt", "x", "--grammar", noise);
        Refused("is no text", "pretrain", noise, "--show", "1");
        Refused("UTF-8", "score", noise);
        Refused("line 1", "train", "--lessons", noise, "--out", folder["a.gguf"]);
        Refused("is no text", "fields", "grade", "law?concepts=4", "--answers", noise);
        Refused("UTF-8", "memory", "import", noise, "--store", folder["memory.db"]);
        File.Copy(noise, folder["game.kif"]);
        Refused("is no text", "games", "check", folder["game.kif"]);
    }

    [Fact]
    public void A_file_without_an_end_is_refused_and_not_read_into_memory()
    {
        if (!File.Exists("/dev/zero"))
        {
            return;
        }

        Refused("is a device", "complete", "--prompt", "x", "--grammar", "/dev/zero");
        Refused("is a device", "compare", "/dev/zero");
        using var folder = new TemporaryFolder();
        using (var large = File.Create(folder["large"]))
        {
            large.SetLength(1L << 40);
        }

        Refused("over 64 MiB", "complete", "--prompt", "x", "--grammar", folder["large"]);
        Refused("over 64 MiB", "compare", folder["large"]);
    }

    [Fact]
    public void A_store_that_may_not_be_written_can_be_searched()
    {
        using var folder = new TemporaryFolder();
        var store = folder["memory.db"];
        Assert.Equal(0, CommandRun.Of("memory", "add", "Ana lives in Oslo.", "--store", store).ExitCode);
        if (!OperatingSystem.IsLinux() || InReadOnly(folder.Path, $"! touch '{store}'").ExitCode != 0)
        {
            // File systems are made read-only by root alone.
            return;
        }

        Assert.Contains("Ana lives in Oslo.", InReadOnly(folder.Path, $"dotnet '{CommandRun.Program}' memory search Oslo --store '{store}'").Output, StringComparison.Ordinal);
        var added = InReadOnly(folder.Path, $"dotnet '{CommandRun.Program}' memory add x --store '{store}'");
        Assert.Equal(2, added.ExitCode);
        Assert.StartsWith("error: memory store ", added.Error, StringComparison.Ordinal);
    }

    // A mount of the command's own: nobody else sees it, and it is gone with the command.
    private static CommandRun InReadOnly(string folder, string command)
    {
        var script = $"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}' && {command}";
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("unshare", ["-m", "sh", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return new CommandRun(shell.ExitCode, output, error.Result);
    }

    private static void Refused(string part, params string[] arguments)
    {
        var run = CommandRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.ErrorLine, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
