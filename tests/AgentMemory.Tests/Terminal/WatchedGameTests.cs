using AgentMemory.Cli.Terminal;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Tests.Terminal;

public sealed class WatchedGameTests
{
    [Fact]
    public void Games_that_are_played_at_once_are_told_one_after_the_other()
    {
        var text = new StringWriter { NewLine = "\n" };
        using (var watched = new WatchedGame(text))
        {
            watched.Observe(Move(1, "a1", null));
            watched.Observe(Move(2, "b1", null));
            watched.Observe(Move(2, "b2", "won"));
            Assert.DoesNotContain("b1", text.ToString(), StringComparison.Ordinal);
            watched.Observe(Move(1, "a2", "lost"));
            // The same start again is another game; it is broken off.
            watched.Observe(Move(2, "c1", null));
        }

        string[] told = [.. text.ToString().Split('\n').Where(line => line.StartsWith("===", StringComparison.Ordinal) || line.Contains("plays", StringComparison.Ordinal))];
        Assert.Equal(["=== game 1", "  plays a1", "  plays a2", "=== game 2", "  plays b1", "  plays b2", "=== game 3", "  plays c1"], told);
    }

    private static ObservedMove Move(ulong episode, string reply, string? ending) => new(
        episode, new View("position", new ReplyForm.Written(4)), reply, null, new Choice { Reply = new Reply.Legal(reply), Cost = Cost.None, Prompt = $"rules\n--\n{reply}?" },
        ending is null ? null : new Outcome(1, ending));
}
