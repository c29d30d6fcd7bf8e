using AgentMemory.Claims.Exposure;
using AgentMemory.Core.Play;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Claims;

/// <summary>Facts that pass once: what is told, what never is, and what a row says of the answers.</summary>
public sealed class ExposureTests
{
    [Fact]
    public void Told_and_never_told_things_differ_and_none_is_an_answer()
    {
        string[] answers = ["kivo", "belu", "tamo"];
        var world = new FactWorld(PromptBook.Load(RepositoryFiles.Path("prompts")), 200, answers, 3);
        string[] things = [.. world.Told.Concat(world.NeverTold).Select(fact => fact.Thing)];
        Assert.Equal(400, things.Distinct().Count());
        Assert.Empty(things.Intersect(answers));
        Assert.DoesNotContain(world.Question(world.Told[0]), world.Paraphrase(world.Told[0]), StringComparison.Ordinal);
        Assert.EndsWith($" {answers[world.Told[5].Answer]}.\n", world.Line(world.Told[5]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_counts_what_is_likelier_and_shares_ties()
    {
        Assert.Equal(1, Recalled.Of([-1, -2, -3], 0).Rank);
        Assert.Equal(3, Recalled.Of([-1, -2, -3], 2).Rank);
        Assert.Equal(2, Recalled.Of([-1, -1, -1], 1).Rank);
        Assert.Equal(-2, Recalled.Of([-1, -2, -3], 1).LogProbability);
    }

    [Theory]
    [InlineData(1, 1, "recalled")]
    [InlineData(1, 4, "as told alone")]
    [InlineData(4, 4, "not recalled")]
    public void Readings_follow_from_what_is_right_beyond_facts_never_told(int rankTold, int rankAsked, string reading)
    {
        IReadOnlyList<Recalled> Same(int rank) => [.. Enumerable.Repeat(new Recalled(-1, rank), 10)];
        var seed = new LagRecall(Same(rankTold), Same(rankAsked), Same(4), Same(4));
        Assert.Equal(reading, RecallRows.Of("x", [seed, seed, seed], isShown: true).Reading);
    }
}
