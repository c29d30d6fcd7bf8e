using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Trials;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Testing;
using AgentMemory.Tests.Games.Exams;
using AgentMemory.Tests.Games.Wings;

namespace AgentMemory.Tests.Rooms;

/// <summary>Inputs without answers, over the whole catalogue: learners are given them to be taught on, and no exam's question is among them.</summary>
public sealed class UnlabelledInputsTests
{
    private const int Worlds = 1_000;
    private const int ExamEpisodes = 40;
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    [Theory]
    [MemberData(nameof(WingPartitionTests.Kinds), MemberType = typeof(WingPartitionTests))]
    public void No_question_of_the_exam_is_among_them_over_a_thousand_worlds_and_spare_things_are(string kind)
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var task = WingWorlds.Task(string.Create(CultureInfo.InvariantCulture, $"{WingWorlds.Names[kind]}&bits={8 + (seed % 57)}&seed={seed}"));
            var partition = task.Partition.Value!;
            var things = partition.PracticeQuestions!.Concat(partition.SpareQuestions!).Concat(partition.ExamQuestions!)
                .ToDictionary(question => question.View.Text, question => partition.PartOf(partition.KeyOf(question)), StringComparer.Ordinal);
            var all = Of(task).Draw(task.Id, int.MaxValue, new Rng((ulong)seed));
            Assert.Equal(
                things.Where(thing => thing.Value != QuestionPart.Exam).Select(thing => thing.Key).Order(StringComparer.Ordinal),
                all.Select(view => view.Text).Order(StringComparer.Ordinal));
            Assert.Equal(kind.StartsWith("labels", StringComparison.Ordinal), things.ContainsValue(QuestionPart.Spare));
            var few = Of(task).Draw(task.Id, 5, new Rng((ulong)seed));
            Assert.Equal(all.Take(5).Select(view => view.Text), few.Select(view => view.Text));
        }
    }

    [Theory]
    [MemberData(nameof(PartitionTests.Tasks), MemberType = typeof(PartitionTests))]
    public void No_task_of_the_catalogue_gives_what_its_exam_asks(string name)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var seeded = string.Create(CultureInfo.InvariantCulture, $"{name}{(name.Contains('?') ? '&' : '?')}seed={seed}");
            var task = FieldCatalogue.ResolveQuestions(seeded)
                ?? (FieldCatalogue.Knows(name) ? FieldCatalogue.Resolve($"{seeded}&concepts=8") : Catalogue.Resolve(seeded));
            var drawn = Of(task).Draw(task.Id, 64, new Rng((ulong)seed)).Select(view => view.Text).ToList();
            Assert.NotEmpty(drawn);
            Assert.Equal(drawn.Distinct(StringComparer.Ordinal), drawn);
            if (task.Partition is { IsKnown: true, Value: { IsInferable: true } partition })
            {
                var asked = (partition.ExamQuestions ?? Exams(task)).Select(question => question.View.Text).ToList();
                Assert.Empty(drawn.Intersect(asked, StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public void They_are_drawn_from_tasks_of_the_trial_alone_and_none_where_none_is_wanted()
    {
        var task = WingWorlds.Task("labels?bits=8&seed=1");
        Assert.Empty(Of(task).Draw(task.Id, 0, new Rng(1)));
        Assert.Throws<ArgumentException>(() => Of(task).Draw("another", 1, new Rng(1)));
    }

    private static UnlabelledInputs Of(ITask task)
    {
        var planned = new PlannedTask(0, task.Id, task);
        return new UnlabelledInputs([planned], new ExamQuestions([planned], _ => Exams(task)).Ask);
    }

    private static IEnumerable<IEpisode> Exams(ITask task) => Enumerable.Range(0, ExamEpisodes).Select(number => task.Exam((ulong)number));
}
