using AgentMemory.Core;
using AgentMemory.Games;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

public abstract class GameConformance
{
    private const int Seeds = 200;

    /// <summary>Making a task again is a test of its own, and solving is what takes long: every so many seeds it is done.</summary>
    private const int AgainEvery = 5;

    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>The contract over all seeds.</summary>
    protected static void Check(string variant)
    {
        var parameters = TaskParameters.Parse(variant);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            GameFamilyConformance.Check(
                Catalogue.Family(parameters.Family), parameters.With("seed", seed.ToString()), (ulong)seed, seed % AgainEvery == 1);
        }
    }
}

public sealed class GameConformanceTests : GameConformance
{
    public static TheoryData<string> Quick =>
        [.. FamiliesTests.Variants.Select((object[] row) => (string)row[0]).Where(v => !v.StartsWith("lines", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Quick))]
    public void A_family_keeps_to_the_contract_over_two_hundred_seeds(string variant) => Check(variant);
}

// Lines take longest to solve; on their own they run beside the others.
public sealed class LinesConformanceTests : GameConformance
{
    public static TheoryData<string> Lines =>
        [.. FamiliesTests.Variants.Select((object[] row) => (string)row[0]).Where(v => v.StartsWith("lines", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_family_keeps_to_the_contract_over_two_hundred_seeds(string variant) => Check(variant);
}
