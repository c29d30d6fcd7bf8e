using AgentMemory.Claims.Plans;
using AgentMemory.Claims.Price;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Claims;

/// <summary>Dollars from bytes and operations: the debate's own case, and what is longer.</summary>
public sealed class PriceTests
{
    private static readonly Hardware Machine = Hardware.ReadAll(RepositoryFiles.Path("eval", "hardware.yaml"))[0];

    /// <summary>85 GB read once a token, with updates written too, and both in blocks of 64.</summary>
    [Theory]
    [InlineData(1, false, 10.0)]
    [InlineData(1, true, 20.0)]
    [InlineData(64, true, 0.31)]
    public void The_debates_case_is_ten_dollars_for_a_million_tokens(int block, bool isUpdated, double dollars) =>
        Assert.Equal(dollars, Machine.DollarsPerMillionTokens(PathWork.RecurrentState(85e9, 2, block, isUpdated)), 2);

    [Fact]
    public void The_longer_of_bytes_and_operations_counts()
    {
        var machine = new Hardware { Name = "m", DollarsPerHour = 3.6, BytesPerSecond = 100, OperationsPerSecond = 10, Source = "" };
        Assert.Equal(3, machine.SecondsFor(new TokenWork(200, 100, 20)), 12);
        Assert.Equal(4, machine.SecondsFor(new TokenWork(200, 100, 40)), 12);
        // A thousandth of a dollar a second: four seconds a token are 4,000 dollars a million.
        Assert.Equal(4_000, machine.DollarsPerMillionTokens(new TokenWork(200, 100, 40)), 9);
    }

    [Fact]
    public void What_a_batch_shares_is_read_once_and_a_cache_for_each()
    {
        var model = new ModelMeasures(1_000, 2, 3, 10, 5, 2);
        Assert.Equal(new TokenWork(500, 0, 2_000), PathWork.Model(model, 4));
        // Two times three layers times five numbers of two bytes are 60 bytes a token of context.
        Assert.Equal(new TokenWork(6_000, 60, 12_000), PathWork.Context(model, 100));
        Assert.Equal(new TokenWork(40, 0, 40), PathWork.Adapter(20, 2));
        Assert.Equal(new TokenWork(400, 0, 4_120), PathWork.AdapterTraining(model, 20, 10));
    }

    [Fact]
    public void Every_machine_says_where_its_figures_are_from() =>
        Assert.All(Hardware.ReadAll(RepositoryFiles.Path("eval", "hardware.yaml")), machine => Assert.Contains("from memory", machine.Source, StringComparison.Ordinal));

    [Fact]
    public void The_shipped_plan_has_the_debates_case()
    {
        var plan = ClaimPlan.Read(RepositoryFiles.Path("eval", "plans", "claims", "l.yaml"));
        var rows = PriceRun.Rows(PricePlan.Parse(plan.Settings), [], [Machine]);
        Assert.Equal(10.0, rows[0].Numbers[0].Value.Value!.Value, 2);
        Assert.Equal("bytes", rows[0].Reading);
    }
}
