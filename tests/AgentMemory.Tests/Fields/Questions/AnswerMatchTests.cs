using System.Text.Json;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Tests.Fields.Questions;

/// <summary>Which written answers count: by exact or normalised match, or as numbers.</summary>
public sealed class AnswerMatchTests
{
    [Theory]
    [InlineData("Ilva Torrin", "ilva  torrin", true)]
    [InlineData("Ilva Torrin", "The Ilva Torrin.", true)]
    [InlineData("Ilva Torrin", "\"Ilva-Torrin\"", true)]
    [InlineData("Ilva Torrin", "Ilva", false)]
    [InlineData("Ilva Torrin", "Ilva Torrin or Bel", false)]
    [InlineData("the mill", "mill", true)]
    [InlineData("the mill", "a Mill!", true)]
    [InlineData("don't", "dont", true)]
    [InlineData("3.5 hours", "3.5 Hours.", true)]
    [InlineData("3.5 hours", "35 hours", false)]
    [InlineData("at 1:30", "at 130", false)]
    [InlineData("-4 degrees", "4 degrees", false)]
    [InlineData("-4 degrees", "-4 Degrees", true)]
    [InlineData("C#", "C", false)]
    [InlineData("C#", "c#", true)]
    [InlineData("R&D", "RD", false)]
    [InlineData("A", "a", true)]
    [InlineData("A", "the", false)]
    [InlineData("...", "...", true)]
    [InlineData("...", "?", false)]
    [InlineData("Café", "Cafe\u0301", true)]
    [InlineData("Café", "Cafe", false)]
    [InlineData("office", "oﬃce", true)]
    [InlineData("ＡＢＣ 12", "abc 12", true)]
    [InlineData("x²", "x2", true)]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF", true)]
    [InlineData("a\u0323\u0307", "a\u0307\u0323", true)]
    [InlineData("ÜBER", "über", true)]
    public void A_normalised_match_forgives_what_does_not_matter(string answer, string reply, bool isRight) =>
        Assert.Equal(isRight, IsRight($"\"answer\":{JsonSerializer.Serialize(answer)}", reply, ""));

    [Theory]
    [InlineData("Ilva Torrin", " Ilva Torrin ", true)]
    [InlineData("Ilva Torrin", "ilva torrin", false)]
    [InlineData("x = 1;", "x = 1;", true)]
    [InlineData("x = 1;", "x = 1", false)]
    public void An_exact_match_forgives_outer_white_space_alone(string answer, string reply, bool isRight) =>
        Assert.Equal(isRight, IsRight($"\"answer\":{JsonSerializer.Serialize(answer)}", reply, "&match=exact"));

    [Theory]
    [InlineData("\"answer\":1250", "1250", true)]
    [InlineData("\"answer\":1250", "1,250", true)]
    [InlineData("\"answer\":1250", "1250.0", true)]
    [InlineData("\"answer\":1250", " +1250. ", true)]
    [InlineData("\"answer\":1250", "12,50", false)]
    [InlineData("\"answer\":1250", "1250 km", false)]
    [InlineData("\"answer\":1250", "1251", false)]
    [InlineData("\"answer\":-2.50", "−2.5", true)]
    [InlineData("\"answer\":0.3,\"tolerance\":0.1", "0.2", true)]
    [InlineData("\"answer\":0.3,\"tolerance\":0.1", "0.4", true)]
    [InlineData("\"answer\":0.3,\"tolerance\":0.1", "0.41", false)]
    [InlineData("\"answer\":1e3", "1000", true)]
    [InlineData("\"answers\":[3,5],\"tolerance\":0.5", "4.5", true)]
    [InlineData("\"answers\":[3,5],\"tolerance\":0.5", "4", false)]
    [InlineData("\"answer\":3", "three", false)]
    [InlineData("\"answer\":3", "", false)]
    [InlineData("\"answer\":3", "99999999999999999999999999999999999", false)]
    public void A_number_is_right_within_its_tolerance(string field, string reply, bool isRight) => Assert.Equal(isRight, IsRight(field, reply, ""));

    [Fact]
    public void Any_of_several_answers_is_right_and_the_first_is_told()
    {
        using var files = new QuestionFiles();
        var task = files.Write(Enumerable.Range(0, 2).Select(i => $$"""{"question":"q{{i}}","answers":["first","second"]}""")).Task();
        var asked = task.Practice(1);
        Assert.Equal(1, asked.After("SECOND").Outcome!.Score);
        Assert.Equal("first", asked.After("SECOND").Outcome!.RightReply);
        Assert.Equal("wrong, it is first.", asked.After("third").Outcome!.Feedback);
        Assert.Equal(0, asked.After("").Outcome!.Score);
    }

    [Fact]
    public void What_a_user_writes_may_hold_braces_and_marks_of_prompts()
    {
        using var files = new QuestionFiles();
        var task = files.Write(Enumerable.Range(0, 2).Select(i => $$$"""{"question":"q{{{i}}} {answer} {why}","answer":"{why} {x}"}""")).Task();
        Assert.Equal("wrong, it is {why} {x}.", task.Practice(1).After("no").Outcome!.Feedback);
        Assert.EndsWith("{answer} {why}", task.Practice(1).View.Text, StringComparison.Ordinal);
    }

    /// <summary>What many public files look like: a question, four choices, and the letter of the right one.</summary>
    [Fact]
    public void A_file_of_questions_with_four_choices_and_a_letter_is_turned_into_the_format_by_a_few_lines()
    {
        var theirs = string.Concat(Enumerable.Range(0, 12).Select(i =>
            $"Which number, \"{i}\", comes next?\t{i - 1}\t{i + 1}\t{i + 2}\t{i + 3}\tB\tnumbers\n"));
        using var files = new QuestionFiles();
        files.Write(theirs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(cells => JsonSerializer.Serialize(new
        {
            question = cells[0],
            choices = cells[1..5],
            answer = cells[1..5]["ABCD".IndexOf(cells[5], StringComparison.Ordinal)],
            topic = cells[6],
        })));
        var task = files.Task();
        Assert.Equal((9, 3), (task.Topics[0].Practice, task.Topics[0].Exam));
        Assert.Equal(0.25, task.Floor, 1e-12);
        foreach (var question in task.Partition.Value!.ExamQuestions!.Cast<IRankedQuestion>())
        {
            var next = int.Parse(question.View.Text.Split('"')[1], System.Globalization.CultureInfo.InvariantCulture) + 1;
            Assert.Equal(1, question.After($"{next}").Outcome!.Score);
            Assert.Equal(1, ((ReplyForm.OneOf)question.View.Reply).Replies.Sum(reply => question.After(reply).Outcome!.Score));
        }
    }

    private static bool IsRight(string field, string reply, string more)
    {
        using var files = new QuestionFiles();
        return files.Write(Enumerable.Range(0, 2).Select(i => $"{{\"question\":\"q{i}\",{field}}}")).Task(more).Exam(1).After(reply).Outcome!.Score == 1;
    }
}
