using System.Diagnostics;
using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>A comparison in a pseudo-terminal, which script of util-linux makes.</summary>
public sealed partial class TerminalTests
{
    private const string Script = "/usr/bin/script";

    public static TheoryData<int> Widths => [60, 200];

    [TerminalTheory]
    [MemberData(nameof(Widths))]
    public void A_terminal_shows_plan_folder_and_blocks_in_lines_that_fit_it(int width)
    {
        using var folder = new TemporaryFolder();
        var shown = In(width, ["compare", TestPlan.Path, "--learner", "frozen", "--learner", "context", "--task", "heaps?hidden=takes&most=5", "--out", folder["a"]]);
        var lines = shown.Split('\n').Select(line => Escapes().Replace(line, "").TrimEnd('\r')).ToList();
        Assert.Equal("compare tests, model small, device auto", lines[0]);
        var drawn = lines.Take(lines.FindLastIndex(line => line.Contains("of 70 blocks", StringComparison.Ordinal)) + 1).ToList();
        Assert.Contains(drawn, line => line.Contains(" elapsed, opening the model", StringComparison.Ordinal));
        Assert.Contains(drawn, line => line.EndsWith("70 of 70 blocks", StringComparison.Ordinal));
        Assert.Contains(drawn, line => line.StartsWith("  context", StringComparison.Ordinal));

        // What would be broken by the terminal moves the drawing, and the next one is not drawn in its place.
        Assert.All(drawn, line => Assert.InRange(line.Length, 0, width - 1));

        // The last drawing is above the verdict, and nothing erases that.
        Assert.Contains(lines.Skip(drawn.Count), line => line.StartsWith("heaps?hidden=takes", StringComparison.Ordinal));
        var words = lines.FindIndex(line => line.StartsWith("Written to", StringComparison.Ordinal));
        Assert.DoesNotMatch("\u001b\\[[0-9]+A", string.Join('\n', shown.Split('\n').Skip(words)));
    }

    [TerminalFact]
    public void A_quiet_run_shows_a_terminal_nothing_but_the_verdict()
    {
        using var folder = new TemporaryFolder();
        var shown = In(80, ["compare", TestPlan.Path, "--quiet", "--learner", "frozen", "--task", "heaps?hidden=takes&most=5", "--out", folder["a"]]);
        Assert.DoesNotContain("elapsed", shown, StringComparison.Ordinal);

        // Up, and erased from there: what a drawing needs. The keypad's mode is set by .NET itself.
        Assert.DoesNotMatch("\u001b\\[[0-9]*[AJK]", shown);
        Assert.Contains("frozen", shown, StringComparison.Ordinal);
    }

    private static string In(int width, string[] arguments)
    {
        var command = $"stty cols {width} rows 40; exec dotnet '{CommandRun.Program}' {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}";
        var start = new ProcessStartInfo(Script)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryFiles.Root,
        };
        start.Environment["TERM"] = "xterm";
        foreach (var word in new[] { "--quiet", "--return", "--command", command, "/dev/null" })
        {
            start.ArgumentList.Add(word);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("script did not start");
        var shown = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, shown);
        return shown;
    }

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]|\r(?!\n)")]
    private static partial Regex Escapes();

    private static string? WhyNot => File.Exists(Script) ? null : "this system has no script of util-linux, which makes pseudo-terminals";

    private sealed class TerminalFactAttribute : FactAttribute
    {
        public TerminalFactAttribute() => Skip = WhyNot;
    }

    private sealed class TerminalTheoryAttribute : TheoryAttribute
    {
        public TerminalTheoryAttribute() => Skip = WhyNot;
    }
}
