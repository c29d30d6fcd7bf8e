using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Families.Riddle;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;
using AgentMemory.Tests.Games.Wings;

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

    [Fact]
    public void What_practice_tells_of_all_other_rules_says_nothing_of_one_that_is_held_back()
    {
        var task = new RiddleFamily(RepositoryPrompts.Book).Create(TaskParameters.Parse("riddle?features=3&pool=4&hidden=pool&seed=5"));
        var form = ((RiddleGame)task.Table.Game).Form;
        foreach (var held in form.Pool)
        {
            var meter = task.Evidence.Value!.Begin();
            var told = new HashSet<int>();
            for (ulong seed = 0; seed < 200; seed++)
            {
                var play = WingWorlds.Play(task, seed);
                if (RuleOf(task, seed) is var rule && rule != held)
                {
                    meter.Read(play);
                    told.Add(rule);
                }
            }

            // The three others are known, and the held one is still any of the rules that were not told, all as likely.
            Assert.Equal(form.Pool.Where(rule => rule != held), told.Order());
            Assert.Equal(Math.Log2(form.Rules.Count - told.Count), task.HiddenBits.Value - meter.Bits, 1e-9);
        }

        Assert.False(task.Partition.IsKnown);
        Assert.Contains("never shows", task.Partition.WhyNot, StringComparison.Ordinal);
        Assert.True(task.StateExam.IsKnown);
    }

    private static int RuleOf(GameTask task, ulong seed) => ((RiddlePosition)((GameEpisode)task.Practice(seed)).Position).State.Rule;
}
