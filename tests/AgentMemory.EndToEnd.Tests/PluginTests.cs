using System.Diagnostics;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

public sealed class PluginTests
{
    [Fact]
    public void A_family_started_with_games_new_is_built_and_played_as_a_plugin()
    {
        using var folder = new TemporaryFolder();
        var made = CommandRun.Of("games", "new", "--csharp", "Doors", "--out", folder.Path);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        var project = Path.Combine(folder.Path, "Doors");
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", project, "-o", Path.Combine(project, "built"), "--nologo", "-v", "q"])
        {
            RedirectStandardOutput = true,
        })!;
        var said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, said);
        var plugin = Path.Combine(project, "built", "Doors.dll");
        var check = CommandRun.Of("games", "check", "doors?seed=5", "--plugin", plugin);
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("100 random games ended", check.Output, StringComparison.Ordinal);
        Assert.Contains("behind one of the doors", CommandRun.Of("games", "show", "doors", "--plugin", plugin).Output, StringComparison.OrdinalIgnoreCase);
        var wrong = CommandRun.Of("games", "check", "doors", "--plugin", Path.Combine(project, "Doors.cs"));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("no .NET assembly", wrong.ErrorLine, StringComparison.Ordinal);
    }
}
