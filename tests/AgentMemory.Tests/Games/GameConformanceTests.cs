using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

/// <summary>The kit over every example of every family in the catalogue: a new one is in it by being listed.</summary>
public abstract class GameConformance
{
    private const int Seeds = 200;

    /// <summary>Making a task again is a test of its own, and solving is what takes long: every so many seeds it is done.</summary>
    private const int AgainEvery = 5;

    /// <summary>Lines take longest to solve; on their own they run beside the others.</summary>
    private const string Slowest = "lines";

    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    protected static TheoryData<string> Of(bool slowest) =>
        [.. Catalogue.Families.Where(family => family.Name == Slowest == slowest).SelectMany(family => family.Examples)];

    /// <summary>The contract over all seeds; a known world has one.</summary>
    protected static void Check(string variant)
    {
        var parameters = TaskParameters.Parse(variant);
        var family = Catalogue.Family(parameters.Family);
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            if (family.WithSeed(parameters, seed) is not { } seeded)
            {
                GameFamilyConformance.Check(family, parameters, seed);
                return;
            }

            GameFamilyConformance.Check(family, seeded, seed, seed % AgainEvery == 1);
        }
    }
}

public sealed class GameConformanceTests : GameConformance
{
    public static TheoryData<string> Quick => Of(slowest: false);

    [Theory]
    [MemberData(nameof(Quick))]
    public void A_family_keeps_to_the_contract_over_two_hundred_seeds(string variant) => Check(variant);
}

public sealed class LinesConformanceTests : GameConformance
{
    public static TheoryData<string> Lines => Of(slowest: true);

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_family_keeps_to_the_contract_over_two_hundred_seeds(string variant) => Check(variant);
}
