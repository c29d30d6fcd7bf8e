using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The benchmark of readers as a user runs it, small.</summary>
public sealed class ReaderBenchTests
{
    private const string Plan = """
        schema: agentmemory.reader/1
        name: tiny
        seed: 1
        worlds: 2
        games: [0, 12]
        batch: 4
        context_tokens: 1024
        episode_tokens: 64
        tasks:
          - vault?bits=8&features=1
        """;

    [Fact]
    public void Scores_stand_beside_the_exact_readers_for_each_number_of_games()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["reader.yaml"], Plan);
        var run = CommandRun.Of("bench", "reader", "--plan", folder["reader.yaml"], "--threads", "1");
        Assert.True(run.ExitCode == 0, run.Error);
        var rows = run.Output.Split('\n').Where(line => line.StartsWith("      ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["0", "12"], rows.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.EndsWith(" 12", rows[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(run.Output, CommandRun.Of("bench", "reader", "--plan", folder["reader.yaml"], "--threads", "1").Output);
    }

    [Theory]
    [InlineData("games: [0, 12]", "games: [12, 0]", "games rise")]
    [InlineData("vault?bits=8&features=1", "heaps", "questions that can be listed")]
    [InlineData("worlds: 2", "planets: 2", "worlds")]
    public void A_plan_that_cannot_be_used_is_refused_in_one_line(string from, string to, string words)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["reader.yaml"], Plan.Replace(from, to, StringComparison.Ordinal));
        var run = CommandRun.Of("bench", "reader", "--plan", folder["reader.yaml"], "--threads", "1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.ErrorLine, StringComparison.Ordinal);
    }
}
