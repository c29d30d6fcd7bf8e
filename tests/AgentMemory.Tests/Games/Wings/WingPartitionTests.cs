using System.Globalization;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Families.Labels;
using AgentMemory.Games.Families.Vault;
using AgentMemory.Games.Wings;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Wings;

/// <summary>What practice shows, what an exam asks, how it is marked, and what a transcript has told.</summary>
public sealed class WingPartitionTests
{
    private const int Worlds = 1000;

    public static TheoryData<string> Kinds => [.. WingWorlds.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_question_of_the_exam_occurs_in_practice_over_a_thousand_worlds(string kind)
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var task = WingWorlds.Task(string.Create(CultureInfo.InvariantCulture, $"{WingWorlds.Names[kind]}&bits={8 + (seed % 57)}&seed={seed}"));
            var partition = task.Partition.Value!;
            var exam = partition.ExamQuestions!.Select(partition.KeyOf).ToHashSet();
            Assert.Equal(partition.ExamQuestions!.Count, exam.Count);
            Assert.All(exam, key => Assert.Equal(QuestionPart.Exam, partition.PartOf(key)));
            for (ulong draw = 0; draw < 30; draw++)
            {
                var (practice, met, asked) = (partition.KeyOf(task.Practice(draw)), partition.KeyOf(partition.Met(draw)), partition.KeyOf(task.Exam(draw)));
                Assert.Equal((QuestionPart.Practice, QuestionPart.Practice), (partition.PartOf(practice), partition.PartOf(met)));
                Assert.DoesNotContain(practice, exam);
                Assert.Equal(partition.IsInferable, exam.Contains(asked));
            }
        }
    }

    [Fact]
    public void Practice_draws_all_its_things_and_every_feature_is_met_three_times_in_a_wing()
    {
        var task = WingWorlds.Task("vault?bits=64&seed=2");
        var met = Enumerable.Range(0, 2000).Select(seed => task.Partition.Value!.KeyOf(task.Practice((ulong)seed))).ToHashSet();
        Assert.Equal(12 * 6, met.Count);
        Assert.Equal(4 * 6, task.Partition.Value!.ExamQuestions!.Count);
        foreach (var feature in task.Text.Wings.SelectMany(wing => ((VaultText)task.Text).Firsts.Select(first => $"{wing} {first} ")))
        {
            Assert.Equal(3, met.Count(key => key.StartsWith(feature, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Nouns_beyond_those_of_practice_and_exam_are_spare()
    {
        var task = WingWorlds.Task("labels?bits=64&seed=2");
        var text = (LabelsText)task.Text;
        var parts = Enumerable.Range(0, 8).SelectMany(wing => text.Of(wing).SelectMany(category => category.Nouns.Select(noun => $"{text.Wings[wing]} {noun}")))
            .ToLookup(task.Partition.Value!.PartOf);
        Assert.Equal((8 * 4 * 5, 8 * 4 * 3), (parts[QuestionPart.Practice].Count(), parts[QuestionPart.Exam].Count()));
        Assert.True(parts[QuestionPart.Spare].Count() >= 8 * 4 * 2);
        Assert.Throws<ArgumentException>(() => task.Partition.Value!.PartOf("no thing"));
    }

    [Fact]
    public void A_control_says_that_nothing_can_be_inferred_and_examines_met_things()
    {
        var task = WingWorlds.Task("vault?knowledge=none&bits=64");
        Assert.False(task.Partition.Value!.IsInferable);
        Assert.True(WingWorlds.Task("vault").Partition.Value!.IsInferable);
        Assert.Equal(QuestionPart.Practice, task.Partition.Value.PartOf(task.Partition.Value.KeyOf(task.Exam(1))));
        Assert.NotNull(task.StateExam.WhyNot);
    }

    [Fact]
    public void A_ranking_is_worth_the_mean_over_the_orders_of_equal_figures()
    {
        var task = WingWorlds.Task("vault?bits=8&seed=1");
        var question = task.Ask(task.World.Exam[0]);
        var right = task.World.WordOf(task.World.Exam[0]);
        Assert.Equal(1, question.Mark(Figures(3, 2, 1, 0)));
        Assert.Equal(1.0 / 3, question.Mark(Figures(2, 3, 1, 0)), 1e-15);
        Assert.Equal(-1.0 / 3, question.Mark(Figures(1, 3, 2, 0)), 1e-15);
        Assert.Equal(-1, question.Mark(Figures(double.NegativeInfinity, 3, 2, 1)));
        Assert.Equal(0, question.Mark(Figures(1, 1, 1, 1)));
        Assert.Equal(2.0 / 3, question.Mark(Figures(1, 1, 0, 0)), 1e-15);
        Assert.Equal(-2.0 / 3, question.Mark(Figures(0, 1, 1, 0)), 1e-15);
        Assert.Throws<ArgumentException>(() => question.Mark([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => question.Mark(Figures(double.NaN, 1, 2, 3)));

        // After a wrong try three words are left, and the best that can come is a third at the second try.
        var again = (IRankedQuestion)question.After(task.Text.Words[(right + 1) % 4]);
        Assert.Equal(task.Text.ViewAfter((right + 1) % 4, task.World.Exam[0]), again.View.Text);
        Assert.Equal(-1.0 / 3, again.Mark([1, 1, 1]), 1e-15);
        Assert.Equal("wrong, no tries left", again.After(task.Text.Words[(right + 2) % 4]).After(task.Text.Words[(right + 3) % 4]).Outcome!.Feedback);

        double[] Figures(double ofRight, double first, double second, double third)
        {
            var figures = new double[4];
            (figures[right], figures[(right + 1) % 4], figures[(right + 2) % 4], figures[(right + 3) % 4]) = (ofRight, first, second, third);
            return figures;
        }
    }

    [Fact]
    public void Who_cannot_rank_puts_the_reply_that_it_chooses_before_the_others()
    {
        var task = (IDemonstrable)new GameCatalogue(RepositoryPrompts.Book).Resolve("brew?seed=1");
        var (player, episode) = (task.Demonstrate(), ((ITask)task).Practice(1));
        var replies = ((ReplyForm.OneOf)episode.View.Reply).Replies;
        var ranks = player.Rank(episode);
        Assert.Equal(player.Choose(episode), replies[ranks.ToList().IndexOf(1)]);
        Assert.Equal(1, ranks.Sum());
    }

    [Fact]
    public void Evidence_is_read_quickly_never_falls_and_reaches_all_hidden_bits()
    {
        foreach (var kind in WingWorlds.Names.Values)
        {
            var bits = kind.StartsWith("labels", StringComparison.Ordinal) ? 64 : 2000;
            var task = WingWorlds.Task($"{kind}&bits={bits}");
            var games = Enumerable.Range(0, 2048).Select(seed => WingWorlds.Play(task, (ulong)seed)).ToList();

            // Of three times the shortest: others may be using the processor.
            var (meter, seconds) = Enumerable.Range(0, 3).Select(_ => ReadAll(task, games)).MinBy(read => read.Seconds);
            Assert.True(seconds < 1, $"{kind}: {seconds:0.00} s");
            foreach (var thing in task.World.Practice)
            {
                meter.Read(WingWorlds.Told(task, thing, task.World.WordOf(thing)));
            }

            Assert.Equal(task.HiddenBits.Value, meter.Bits, 1e-9);
            Assert.Throws<ArgumentException>(() => meter.Read(WingWorlds.Told(task, task.World.Practice[0], (task.World.WordOf(task.World.Practice[0]) + 1) % 4)));
        }
    }

    private static (IEvidenceMeter Meter, double Seconds) ReadAll(WingTask task, IReadOnlyList<EpisodeRecord> games)
    {
        var began = TimeProvider.System.GetTimestamp();
        var meter = task.Evidence.Value!.Begin();
        var before = 0.0;
        foreach (var game in games)
        {
            meter.Read(game);
            Assert.InRange(meter.Bits, before, task.HiddenBits.Value);
            before = meter.Bits;
        }

        return (meter, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }
}
