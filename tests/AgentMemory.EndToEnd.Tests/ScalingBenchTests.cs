using System.Globalization;
using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The scaling study as a user runs it, with a thousandth of the operations and one family in the corpus.</summary>
public sealed class ScalingBenchTests
{
    private const string Sizes = """
        schema: agentmemory.scaling/1
        pretrain: pretrain.yaml
        operations: 1.5e+10
        probes: probes.yaml
        sizes:
          - {name: narrow, width: 32, layers: 1, heads: 2, key_value_heads: 2, feed_forward: 64}
          - {name: random, width: 32, layers: 2, heads: 2, key_value_heads: 2, feed_forward: 64, structured_start: false}
        """;

    [Fact]
    public void Every_size_is_trained_and_probed_once_and_stands_in_the_table()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["scaling.yaml"], Sizes);
        File.WriteAllText(folder["pretrain.yaml"], Pretrain());
        File.WriteAllText(folder["probes.yaml"], ModelBenchTests.Small());
        string[] study = ["bench", "scaling", "--plan", folder["scaling.yaml"], "--threads", "1", "--out", folder["out"]];
        var run = CommandRun.Of(study);
        Assert.True(run.ExitCode == 0, run.Error);
        var table = File.ReadAllText(Path.Combine(folder["out"], "scaling.txt"));
        Assert.Matches(@"^ +narrow +random\n", table);
        Assert.Matches(@"weights +[0-9.]+k +[0-9.]+k\n", table);
        Assert.Contains("held-out loss, ", table, StringComparison.Ordinal);
        Assert.Contains("context: gain: seen: sampled", table, StringComparison.Ordinal);
        Assert.Contains("structured_start: false", File.ReadAllText(Path.Combine(folder["out"], "random", "plan.yaml")), StringComparison.Ordinal);
        var rows = File.ReadLines(Path.Combine(folder["out"], "scaling.csv")).Select(line => line.Split(',')).ToArray();
        Assert.All(rows, row => Assert.Equal(8, row.Length));

        // Equal compute, but for the last step, which may go beyond it, and the words that so small a corpus leaves to be learnt.
        var operations = rows[1..].Select(row => double.Parse(row[3], CultureInfo.InvariantCulture)).Distinct().ToArray();
        Assert.Equal(2, operations.Length);
        Assert.InRange(operations[0] / operations[1], 0.8, 1.25);

        // What is done is not done again.
        var model = File.GetLastWriteTimeUtc(Path.Combine(folder["out"], "narrow", "model.gguf"));
        Assert.Equal(0, CommandRun.Of(study).ExitCode);
        Assert.Equal(model, File.GetLastWriteTimeUtc(Path.Combine(folder["out"], "narrow", "model.gguf")));
        Assert.Equal(table, File.ReadAllText(Path.Combine(folder["out"], "scaling.txt")));
    }

    // The shipped model's plan with one family and short rows.
    private static string Pretrain()
    {
        var text = File.ReadAllText(RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml"));
        (string Pattern, string Instead)[] changes =
        [
            (@"(?s)\ncorpus:\n.*?\nlife:", "\ncorpus:\n  - kind: play\n    task: heaps?hidden=takes&size=6|8&most=4|5&allowed=2\n    share: 1\nlife:"),
            ("row_tokens: [0-9]+", "row_tokens: 512"), ("held_out_lives: [0-9]+", "held_out_lives: 4"),
            ("tokens_min: [0-9]+", "tokens_min: 100"), ("tokens_max: [0-9]+", "tokens_max: 300"),
        ];
        foreach (var (pattern, instead) in changes)
        {
            Assert.Matches(pattern, text);
            text = Regex.Replace(text, pattern, instead);
        }

        return text;
    }
}
