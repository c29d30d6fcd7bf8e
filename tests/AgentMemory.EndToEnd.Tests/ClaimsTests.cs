using System.Text.Json;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>The claims as a user lists and runs them.</summary>
public sealed class ClaimsTests
{
    private const string Tiny = """
        schema: agentmemory.claim/1
        letter: b
        claim: a
        cost: seconds
        if_so: one
        if_not: other
        smallest: none
        bayes_gap:
          seed: 1
          models: [small]
          worlds: 2
          sequences: 1
          yardstick_sequences: 16
          context_tokens: 512
          sizes:
            - {urns: 4, colours: 3, balls: 12, draws: 16}
          adapter:
            sequences: 1
            draws: 8
            tuning_worlds: 1
            rank: 2
            alpha: 4
            rates: [0.001]
            passes: [1, 2]
            step_draws: 8
        """;

    [Fact]
    public void The_list_has_every_claim_with_the_hash_of_its_plan()
    {
        var run = CommandRun.Of("claims", "list", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var claims = JsonDocument.Parse(run.Output).RootElement.GetProperty("claims").EnumerateArray().ToList();
        Assert.Contains(claims, claim => claim.GetProperty("letter").GetString() == "b" && claim.GetProperty("plan_sha256").GetString()!.Length == 64);
        Assert.All(claims, claim => Assert.True(File.Exists(RepositoryFiles.Path(claim.GetProperty("plan").GetString()!.Split('/')))));
    }

    [Fact]
    public void A_claim_is_run_once_and_again_where_its_plan_changed()
    {
        using var folder = new TemporaryFolder();
        var plan = folder["b.yaml"];
        File.WriteAllText(plan, Tiny);
        string[] line = ["claims", "run", plan, "--out", folder["out"], "--threads", "1"];
        var first = CommandRun.Of(line);
        Assert.True(first.ExitCode == 0, first.Error);
        var result = File.ReadAllText(Path.Combine(folder["out"], "claims-b", "small-4-urns", "result.json"));
        Assert.DoesNotContain(folder.Path, result, StringComparison.Ordinal);
        Assert.Contains("lora, 2 passes, recalibrated", result, StringComparison.Ordinal);
        Assert.Contains("context, urns told", result, StringComparison.Ordinal);
        Assert.Contains("done already", CommandRun.Of(line).Error, StringComparison.Ordinal);
        File.WriteAllText(plan, Tiny.Replace("draws: 16", "draws: 12", StringComparison.Ordinal));
        Assert.DoesNotContain("done already", CommandRun.Of(line).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no claim \"q\"", "claims", "run", "q")]
    [InlineData("either a claim's letter or --all", "claims", "run")]
    [InlineData("no plan of prices", "bench", "price", "--plan", "eval/plans/claims/b.yaml")]
    public void A_wrong_line_is_one_error(string words, params string[] line)
    {
        var run = CommandRun.Of(line);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_are_printed_with_the_debates_case_first()
    {
        var run = CommandRun.Of("bench", "price");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"^\s+10(\.0)?\s+bytes\s+H200: recurrent state of 85 GB, read once a token$", run.Output.Split('\n')[1].TrimEnd());
    }
}
