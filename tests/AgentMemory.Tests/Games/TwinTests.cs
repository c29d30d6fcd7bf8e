using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

/// <summary>Twins of games: how they are written, and that what was drawn of them before they were written so is drawn still.</summary>
public sealed class TwinTests
{
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    [Theory]
    [InlineData("heaps?hidden=takes&most=7&seed=5&twin=varied", "heaps?hidden=takes&most=7&seed=5&varied=true")]
    [InlineData("lines?seed=3&twin=varied&wild=true", "lines?seed=3&varied=true&wild=true")]
    [InlineData("brew?seed=3&tries=4&twin=scrambled", "brew?scrambled=true&seed=3&tries=4")]
    [InlineData("my.game.yaml?twin=varied", "my.game.yaml?varied=true")]
    [InlineData("heaps?seed=5", "heaps?seed=5")]
    public void Episodes_of_a_twin_are_drawn_under_the_name_that_it_had(string name, string drawn)
    {
        var seeds = new Rng(Rng.Hash(drawn));
        Assert.Equal(
            new EpisodeSeeds(seeds.Fork("practice").Seed, seeds.Fork("exam").Seed, seeds.Fork("met").Seed),
            EpisodeSeeds.Of(name));
    }

    [Fact]
    public void Every_family_of_games_has_both_twins_and_refuses_their_old_spelling_by_name()
    {
        foreach (var family in Catalogue.Families)
        {
            var task = TaskParameters.Parse($"{family.Name}?seed=4");
            Assert.Equal($"{family.Name}?seed=4&twin=varied", family.TwinOf(task, TaskTwin.Varied)!.ToString());
            foreach (var old in new[] { "varied", "scrambled" })
            {
                var error = Assert.Throws<UserErrorException>(() => Catalogue.Resolve($"{family.Name}?{old}=true")).Message;
                Assert.EndsWith($"{old}=true is an old spelling; write twin={old}, or leave it out", error, StringComparison.Ordinal);
            }
        }
    }
}
