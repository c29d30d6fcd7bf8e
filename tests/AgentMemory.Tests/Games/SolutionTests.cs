using System.Text.Json;
using AgentMemory.Cli.Texts;
using AgentMemory.Core.Play;
using AgentMemory.Games;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

public sealed class SolutionTests
{
    private static readonly GameCatalogue Catalogue = new(PromptBook.Load(RepositoryFiles.Path("prompts")));

    public static TheoryData<string> Games =>
    [
        "heaps?seed=5", "lines?seed=5", "hunters?seed=5", "bluff?seed=5", "tiles?seed=5", "brew?seed=5", "bargain?seed=5",
        "bargain?auction=first&seed=5", "riddle?seed=5", "heaps?hidden=takes&seed=5", "bluff?classic=leduc",
    ];

    [Theory]
    [MemberData(nameof(Games))]
    public void A_solution_is_one_document_with_every_field(string name)
    {
        var task = Catalogue.ResolveGame(name);
        using var document = JsonDocument.Parse(GameJson.Solved(Solution.Of(task)));
        var root = document.RootElement;
        Assert.Equal(
            ["schema", "game", "value", "best", "floor", "ceiling", "exploitability", "states"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal("agentmemory.solution/1", root.GetProperty("schema").GetString());
        Assert.Equal(task.Solution.Floor, root.GetProperty("floor").GetDouble(), 9);
        Assert.Equal(task.Solution.Ceiling, root.GetProperty("ceiling").GetDouble(), 9);
    }

    [Fact]
    public void Kuhn_is_worth_a_loss_of_an_eighteenth_to_who_begins()
    {
        using var document = JsonDocument.Parse(GameJson.Solved(Solution.Of(Catalogue.ResolveGame("bluff?classic=kuhn"))));
        var first = document.RootElement.GetProperty("value").EnumerateObject().First();
        Assert.Equal(-0.0555555556, first.Value.GetDouble());
        Assert.Equal(0, document.RootElement.GetProperty("exploitability").GetDouble());
    }

    [Theory]
    [InlineData("monty.kif", 50, 66.6666666667)]
    [InlineData("nim.kif", 50, 93.3333333333)]
    [InlineData("tictactoe.kif", 64.8412698413, 99.7395833333)]
    public void Values_are_told_without_the_rounding_of_their_sums(string file, double floor, double ceiling)
    {
        var path = RepositoryFiles.Path("tests", "AgentMemory.Tests", "Games", "Kif", file);
        var solution = Solution.Of(Catalogue.ResolveGame(path));
        Assert.Equal((floor, ceiling), (solution.Floor, solution.Ceiling));
    }
}
