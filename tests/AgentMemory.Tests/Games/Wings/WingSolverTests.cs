using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Games.Families.Labels;
using AgentMemory.Games.Families.Vault;
using AgentMemory.Games.Wings;

namespace AgentMemory.Tests.Games.Wings;

/// <summary>Posteriors, evidence, scores, floors and ceilings of random worlds against <see cref="WingSolver"/>.</summary>
public sealed class WingSolverTests
{
    private const int WorldsOfKind = 34;
    private const double Tolerance = 1e-9;

    public static TheoryData<string> Kinds => [.. WingWorlds.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_worlds_are_read_as_a_reader_reads_them_who_writes_down_every_function(string kind)
    {
        for (var seed = 1; seed <= WorldsOfKind; seed++)
        {
            var rng = new Rng((ulong)seed).Fork(kind);
            var task = WingWorlds.Task($"{WingWorlds.Names[kind]}&bits={rng.Next(8, 65)}&seed={seed}");
            var (solver, reader, meter) = (new WingSolver(kind), task.Demonstrate(), task.Evidence.Value!.Begin());
            Assert.Equal(solver.Functions is { } functions ? task.World.Wings * Math.Log2(functions) : 24 * task.World.Wings, task.HiddenBits.Value, Tolerance);
            var games = rng.Next(1, 8 * task.World.Wings);
            for (var game = 0; game < games; game++)
            {
                var record = WingWorlds.Play(task, (ulong)rng.Next(1000));
                var (wing, first, second) = ThingOf(task, record.Moves[0].View.Text);
                solver.Tell(wing, first, second, task.Text.Words.ToList().IndexOf(record.Outcome.Feedback.Split(' ')[^1]));
                reader.Read([record.Outcome.Feedback]);
                meter.Read(record);
                Assert.Equal(solver.Bits, meter.Bits, Tolerance);
            }

            Agree(task, solver, reader);
            Assert.Equal(Worth(task.Exam((ulong)seed), best: true), task.Ceiling, Tolerance);
            Assert.Equal(Worth(task.Exam((ulong)seed), best: false), task.Floor, Tolerance);
        }
    }

    private static void Agree(WingTask task, WingSolver solver, IDemonstrator reader)
    {
        var things = task.World.Practice.Concat(task.World.Exam).ToList();
        foreach (var (wing, first, second) in things)
        {
            var question = task.Ask(new WingThing(wing, first, second));
            var ranks = reader.Rank(question);
            var chances = solver.Chances(wing, first, second);
            for (var word = 0; word < 4; word++)
            {
                Assert.Equal(chances[word], ranks[word] / ranks.Sum(), Tolerance);
            }

            Assert.Equal(solver.Score(wing, first, second, task.World.WordOf(new WingThing(wing, first, second))), question.Mark(ranks), Tolerance);
        }
    }

    // By the words that a player sees.
    private static (int Wing, int First, int Second) ThingOf(WingTask task, string view)
    {
        var said = view.Split(' ');
        var wing = task.Text.Wings.ToList().IndexOf(said[0]);
        if (task.Text is VaultText vault)
        {
            return (wing, vault.Firsts.ToList().IndexOf(said[1]), vault.Seconds.ToList().IndexOf(said[2]));
        }

        var categories = ((LabelsText)task.Text).Of(wing);
        var category = Enumerable.Range(0, 4).Single(number => categories[number].Nouns.Contains(said[2]));
        return (wing, category, categories[category].Nouns.ToList().IndexOf(said[2]));
    }

    private static double Worth(IEpisode episode, bool best)
    {
        if (episode.Outcome is { } outcome)
        {
            return outcome.Score;
        }

        var worths = ((ReplyForm.OneOf)episode.View.Reply).Replies.Select(reply => Worth(episode.After(reply), best));
        return best ? worths.Max() : worths.Average();
    }
}
