using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Exams;
using AgentMemory.Experiments.Trials;
using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields;

/// <summary>No fact is practice's and the exam's.</summary>
public sealed class FieldPartitionTests
{
    private const int Worlds = 1_000;

    /// <summary>An exam's question takes the whole textbook to be written first: every so many worlds.</summary>
    private const int ExamEvery = 8;

    public static TheoryData<string> Families => [.. FieldCatalogue.Families.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void No_fact_of_the_exam_is_asked_in_practice(string family)
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            // Recall alone needs the least work; the other levels are drawn by the same rule, and the test below draws them.
            var field = FieldCatalogue.Resolve($"{family}?concepts=4&levels=recall&seed={seed}");
            var partition = field.Partition.Value!;
            Assert.Equal(QuestionPart.Practice, partition.PartOf(partition.KeyOf(field.Practice((ulong)seed))));
            if (seed % ExamEvery == 0)
            {
                Assert.Equal(QuestionPart.Practice, partition.PartOf(partition.KeyOf(partition.Met((ulong)seed))));
                Assert.Equal(QuestionPart.Exam, partition.PartOf(partition.KeyOf(field.Exam((ulong)seed))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void An_exam_is_drawn_from_many_questions_none_of_which_practice_asks(string family)
    {
        var field = FieldCatalogue.Resolve($"{family}?seed=3");
        var partition = field.Partition.Value!;
        Assert.Null(partition.ExamQuestions);
        var exam = Enumerable.Range(0, 400).Select(i => field.Exam((ulong)i)).Select(partition.KeyOf).ToHashSet();
        var practice = Enumerable.Range(0, 400).Select(i => field.Practice((ulong)i)).Select(partition.KeyOf).ToHashSet();
        Assert.True(exam.Count >= 64, $"{family}: {exam.Count} different questions");
        Assert.Empty(exam.Intersect(practice));
        Assert.All(practice, key => Assert.Equal(QuestionPart.Practice, partition.PartOf(key)));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void What_a_learner_makes_for_itself_is_held_to_the_questions_that_the_exam_asks(string family)
    {
        // A thousand worlds over all families.
        for (var seed = 1; seed <= Worlds / FieldCatalogue.Families.Count; seed++)
        {
            var field = FieldCatalogue.Resolve($"{family}?concepts=4&seed={seed}");
            IEpisode[] exam = [.. Enumerable.Range(0, 3).Select(i => field.Exam((ulong)i))];
            var questions = new ExamQuestions([new PlannedTask(0, family, field)], _ => exam);
            Assert.All(exam, question => Assert.True(questions.OccurIn($"I ask: {question.View.Text.ToUpperInvariant().Replace('\n', ' ')} Yes.")));
            Assert.All(Enumerable.Range(0, 3), i => Assert.False(questions.OccurIn(field.Practice((ulong)i).View.Text)));
        }
    }

    [Fact]
    public void A_met_question_is_asked_as_at_an_exam()
    {
        var field = FieldCatalogue.Resolve("law?concepts=8&seed=2");
        var partition = field.Partition.Value!;
        var met = partition.Met(5);
        var end = met.After(met.View.Reply is ReplyForm.OneOf listed ? listed.Replies[0] : "zzz");
        Assert.Contains(end.Outcome!.Feedback, (string[])["right", "wrong"]);
        Assert.Equal(partition.KeyOf(met), partition.KeyOf(end));
    }

    [Fact]
    public void A_textbook_tells_all()
    {
        var field = FieldCatalogue.Resolve("urns?concepts=8");
        Assert.Equal(0, field.HiddenBits.Value);
        Assert.Equal(0, field.Evidence.Value!.Begin().Bits);
        Assert.Contains("single questions", field.StateExam.WhyNot, StringComparison.Ordinal);
    }
}
