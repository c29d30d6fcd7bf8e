using AgentMemory.Testing;

namespace AgentMemory.Tests.Evaluation;

/// <summary>The page on the verdict shows the figures that were simulated, not remembered ones.</summary>
public sealed class VerdictPageTests
{
    private const int NameWidth = 58;
    private const int CellWidth = 9;

    [Fact]
    public void The_table_of_the_page_is_the_committed_summary()
    {
        var page = File.ReadAllText(RepositoryFiles.Path("docs", "verdict.md"));
        var lines = File.ReadAllLines(RepositoryFiles.Path("eval", "results", "verdict", "summary.txt")).Skip(1)
            .TakeWhile(line => line.Length > 0).ToArray();
        Assert.True(lines.Length > 15);
        Assert.All(lines, line =>
        {
            var padded = line.PadRight(NameWidth + (3 * CellWidth));
            var cells = Enumerable.Range(0, 3).Select(place => padded.Substring(NameWidth + (place * CellWidth), CellWidth).Trim());
            Assert.Contains(
                $"| {padded[..NameWidth].Trim()} | {string.Join(" | ", cells)} |".Replace("|  |", "| |", StringComparison.Ordinal),
                page.Replace("|  |", "| |", StringComparison.Ordinal),
                StringComparison.Ordinal);
        });
    }
}
