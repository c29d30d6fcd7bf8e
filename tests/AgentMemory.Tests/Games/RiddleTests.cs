using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Families.Riddle;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games;

/// <summary>What the player who shows riddles does.</summary>
public sealed class RiddleTests
{
    [Fact]
    public void Who_knows_the_only_rule_names_it_before_anything_is_asked()
    {
        var task = new RiddleFamily(PromptBook.Load(RepositoryFiles.Path("prompts"))).Create(TaskParameters.Parse("riddle?features=2&pool=1&tries=3&hidden=pool&seed=5"));
        var (novice, reader) = (task.Demonstrate(), task.Demonstrate());
        reader.Read(task.TrueNotes);
        var episode = task.Practice(1);
        Assert.DoesNotContain("rule", novice.Choose(episode), StringComparison.Ordinal);
        var named = reader.Choose(episode);
        Assert.StartsWith("rule ", named, StringComparison.Ordinal);
        Assert.NotNull(episode.After(named).Outcome);
    }
}
