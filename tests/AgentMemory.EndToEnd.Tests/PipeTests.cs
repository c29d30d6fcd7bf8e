using System.Diagnostics;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A named pipe where a file is due: one line at once, and never a wait for somebody who writes it.</summary>
public sealed class PipeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("compare PIPE")]
    [InlineData("compare --quick --model ./PIPE --out out")]
    [InlineData("compare --task questions?file=PIPE --dry-run")]
    [InlineData("models inspect PIPE")]
    [InlineData("models check PIPE")]
    [InlineData("complete --model small --prompt x --grammar PIPE")]
    [InlineData("complete --model small --prompt x --adapter PIPE")]
    [InlineData("complete --model small --prompt x --adapter peft")]
    [InlineData("models convert peft --model small --out out.gguf")]
    [InlineData("train --model small --lessons PIPE --out out.gguf")]
    [InlineData("train --model small --lessons lessons.jsonl --start PIPE --out out.gguf")]
    [InlineData("train --model small --lessons lessons.jsonl --out PIPE")]
    [InlineData("pretrain PIPE --out out.gguf")]
    [InlineData("score PIPE")]
    [InlineData("score curves.csv --html PIPE")]
    [InlineData("report run")]
    [InlineData("compare --resume --out run")]
    [InlineData("games show PIPE.kif")]
    [InlineData("games check PIPE.game.yaml")]
    [InlineData("fields grade law?concepts=8 --answers PIPE")]
    [InlineData("memory list --store PIPE")]
    [InlineData("memory add x --store PIPE")]
    [InlineData("memory import PIPE --store m.db")]
    [InlineData("memory add x --store m.db --embedder PIPE.gguf")]
    [InlineData("ladder --plan PIPE")]
    [InlineData("run heaps?seed=5 --learner notes --artifact kept")]
    public async Task A_pipe_is_refused_in_one_line(string line)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        foreach (var place in new[] { "peft", "run", Path.Combine("kept", "latest") })
        {
            Directory.CreateDirectory(folder[place]);
        }

        string[] pipes = ["PIPE", "PIPE.kif", "PIPE.game.yaml", "PIPE.gguf", "peft/adapter_config.json", "run/ledger.db", "run/plan.yaml", "kept/latest/notes.json"];
        using (var made = Process.Start("mkfifo", pipes.Select(pipe => folder[pipe])))
        {
            await made.WaitForExitAsync();
        }

        File.WriteAllText(folder["lessons.jsonl"], "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"c\",\"completion\":\"d\"}\n");
        File.WriteAllText(folder["curves.csv"], "learner,task,seed,step,score\na,t,1,0,0.5\n");
        File.WriteAllText(folder["kept/runs.txt"], "1");
        using var process = CommandRun.StartIn(folder.Path, line.Split(' '));
        process.StandardInput.Close();
        var (error, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        _ = await output;
        Assert.True(process.ExitCode == 2, $"{process.ExitCode}: {await error}");
        var told = Assert.Single((await error).Split('\n'), text => text.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Matches("named pipe|no ordinary file|adapter_config.json cannot be read", told);
        Assert.DoesNotContain("   at ", await error, StringComparison.Ordinal);
    }
}
