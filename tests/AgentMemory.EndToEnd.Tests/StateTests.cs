using System.Diagnostics;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>State of one kind where another is meant, and turns that fail: one line, and what is there stays as it was.</summary>
public sealed class StateTests
{
    private const string Task = "heaps?hidden=takes&seed=5";

    [Fact]
    public void What_another_learner_or_task_left_is_refused_by_name_and_kept()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Run(folder["kept"], Task, "notes").ExitCode);
        var before = File.ReadAllText(Path.Combine(folder["kept"], "latest", "notes.json"));
        Refused("was made by the learner notes, and this one is context", Run(folder["kept"], Task, "context"));
        Refused(
            "of the task heaps?hidden=takes&seed=5, and this one is heaps?hidden=takes&seed=6",
            Run(folder["kept"], "heaps?hidden=takes&seed=6", "notes"));
        Refused("is itself what notes learnt", Run(Path.Combine(folder["kept"], "latest"), Task, "notes"));
        Assert.Equal(before, File.ReadAllText(Path.Combine(folder["kept"], "latest", "notes.json")));

        // Without the file that says whose it is, nothing could be checked.
        File.Delete(Path.Combine(folder["kept"], "latest", "owner.json"));
        Refused("latest/owner.json is gone", Run(folder["kept"], Task, "context"));
        Refused("latest/owner.json is gone", Run(folder["kept"], Task, "notes"));
        Assert.Equal(before, File.ReadAllText(Path.Combine(folder["kept"], "latest", "notes.json")));
    }

    [Fact]
    public void A_folder_of_the_users_own_is_refused_and_nothing_in_it_is_deleted()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder["mine"], "work"));
        File.WriteAllText(Path.Combine(folder["mine"], "work", "thesis.txt"), "mine");
        File.WriteAllText(Path.Combine(folder["mine"], "letter.txt"), "mine");
        Refused("nothing that a run kept", Run(folder["mine"], Task, "notes"));
        Assert.True(File.Exists(Path.Combine(folder["mine"], "work", "thesis.txt")));
        Assert.False(File.Exists(Path.Combine(folder["mine"], "runs.txt")));
    }

    [Theory]
    [InlineData("work")]
    [InlineData("before")]
    [InlineData("latest")]
    public void A_folder_of_the_users_own_that_has_a_name_of_ours_is_refused_too(string name)
    {
        using var folder = new TemporaryFolder();
        var thesis = Path.Combine(folder["mine"], name, "thesis.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(thesis)!);
        File.WriteAllText(thesis, "mine");
        Refused("nothing that a run kept", Run(folder["mine"], Task, "notes"));
        Assert.True(File.Exists(thesis));
        Assert.Single(Directory.EnumerateFiles(folder["mine"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("notes", 1)]
    [InlineData("context", 1)]
    [InlineData("memory", 3)]
    [InlineData("memory+lora", 3)]
    public void An_artifact_that_lacks_any_of_its_files_is_not_gone_on_with_in_silence(string learner, int files)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Run(folder["kept"], Task, learner).ExitCode);
        var latest = Path.Combine(folder["kept"], "latest");
        var names = Directory.EnumerateFiles(latest, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(latest, path)).Where(name => name != "owner.json").ToList();
        Assert.True(names.Count >= files, string.Join(", ", names));
        foreach (var name in names)
        {
            File.Move(Path.Combine(latest, name), folder["away"]);
            Refused($"has no {name.Replace('\\', '/')}, which {learner} left there", Run(folder["kept"], Task, learner));
            File.Move(folder["away"], Path.Combine(latest, name));
        }

        Assert.Equal(0, Run(folder["kept"], Task, learner).ExitCode);
    }

    [Fact]
    public async System.Threading.Tasks.Task A_line_that_is_too_long_costs_its_turn_and_not_the_conversation()
    {
        using var process = Talking("chat", "--threads", "1", "--tokens", "8");
        await process.StandardInput.WriteAsync("one\n" + string.Join(' ', Enumerable.Repeat("word", 20_000)) + "\ntwo\n");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Single((await error).Split('\n'), line => line.StartsWith("error: what was said takes", StringComparison.Ordinal));
        Assert.InRange(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 2, 20);
    }

    private static CommandRun Run(string artifact, string task, string learner) =>
        CommandRun.Of("run", task, "--learner", learner, "--episodes", "1", "--threads", "1", "--artifact", artifact);

    private static void Refused(string part, CommandRun run)
    {
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(part, run.ErrorLine, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static Process Talking(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "agentmemory.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
    }
}
