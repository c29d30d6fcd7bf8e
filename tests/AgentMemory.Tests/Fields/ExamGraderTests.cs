using System.Text.Json;
using AgentMemory.Cli.Texts;
using AgentMemory.Core;
using AgentMemory.Fields;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Tests.Fields;

public sealed class ExamGraderTests
{
    private static readonly Field Algebra = FieldCatalogue.Resolve("algebra?concepts=8&seed=1");

    [Fact]
    public void Right_answers_are_all_right_and_missing_ones_count_as_wrong()
    {
        var paper = Algebra.Paper(10, 1);
        var lines = paper.Items.Take(6)
            .Select(i => JsonSerializer.Serialize(new { id = i.Id, answer = i.Item.Key.Right }));
        var report = ExamGrader.Grade(paper, lines, "answers.jsonl");
        Assert.Equal((6, 10), (report.Total.Right, report.Total.Of));
        Assert.Equal(4, report.Unanswered.Count);
        using var json = JsonDocument.Parse(FieldJson.Grade(report));
        Assert.Equal("agentmemory.grade/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("levels").GetProperty("recall").GetProperty("of").GetInt32());
    }

    [Theory]
    [InlineData("""{"id":"recall-99","answer":"x"}""", "line 2", "recall-99")]
    [InlineData("""{"id":"recall-1","answer":"x"}""", "line 2", "before")]
    [InlineData("""{"id":"recall-1" """, "line 2", "not JSON")]
    [InlineData("""["recall-1","x"]""", "line 2", "one object")]
    [InlineData("""{"id":"recall-2"}""", "line 2", "answer")]
    [InlineData("""{"id":"recall-2","answer":["x"]}""", "line 2", "answer")]
    public void Unusable_line_is_refused_by_its_number(string line, string place, string thing)
    {
        var error = Assert.Throws<UserErrorException>(() => ExamGrader.Grade(
            Algebra.Paper(10, 1), ["""{"id":"recall-1","answer":"x"}""", line], "a.jsonl"));
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(thing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_is_Wilsons()
    {
        // Worked by hand from Wilson 1927 for 8 of 10 at 95%.
        var tally = new Tally(8, 10);
        Assert.Equal(0.4902, tally.Low, 4);
        Assert.Equal(0.9433, tally.High, 4);
        Assert.Equal((0, 1), (new Tally(0, 0).Low, new Tally(0, 0).High));
        Assert.Equal(0, new Tally(0, 5).Low);
        Assert.Equal(1, new Tally(5, 5).High);
    }

    [Fact]
    public void Longer_sheet_begins_with_the_shorter_one()
    {
        var shorter = Algebra.Paper(10, 3).Items.Select(i => (i.Id, i.Item.Question));
        Assert.Equal(shorter, Algebra.Paper(25, 3).Items.Take(10).Select(i => (i.Id, i.Item.Question)));
    }

    [Fact]
    public void Exam_json_is_as_the_contract_says()
    {
        using var json = JsonDocument.Parse(FieldJson.Exam(Algebra.Paper(10, 1)));
        Assert.Equal("agentmemory.exam/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(Algebra.Id, json.RootElement.GetProperty("field").GetString());
        foreach (var item in json.RootElement.GetProperty("items").EnumerateArray())
        {
            Assert.Equal(item.GetProperty("level").GetString() == "critique",
                item.GetProperty("choices").ValueKind == JsonValueKind.Array);
            Assert.True(item.GetProperty("answer").GetString()!.Length > 0);
        }
    }

    [Theory]
    [InlineData("4 dako, 2 bafi", "2 bafi and dako 4", true)]
    [InlineData("4 dako, 2 bafi", "4 dako", false)]
    [InlineData("none", "None.", true)]
    [InlineData("none", "dako", false)]
    public void Sets_are_free_of_order(string right, string reply, bool isRight) =>
        Assert.Equal(isRight, new AnswerKey.Set { Right = right }.Accepts(reply));

    [Theory]
    [InlineData("1/2", "2/4", true)]
    [InlineData("3", " 3. ", true)]
    [InlineData("3", "6/2", true)]
    [InlineData("3", "three", false)]
    [InlineData("3", "3/0", false)]
    [InlineData("-4", "-4", true)]
    [InlineData("1/2", "0.5", true)]
    [InlineData("-5/2", "-2.50", true)]
    [InlineData("1/3", "0.333", false)]
    [InlineData("1/2", "0.5.0", false)]
    public void Numbers_are_free_of_form(string right, string reply, bool isRight) =>
        Assert.Equal(isRight, new AnswerKey.Number { Right = right }.Accepts(reply));

    [Fact]
    public void Unknown_family_and_parameter_are_refused_with_a_remedy()
    {
        Assert.Contains("algebra", Assert.Throws<UserErrorException>(() => FieldCatalogue.Resolve("botany")).Message,
            StringComparison.Ordinal);
        Assert.Contains("concepts",
            Assert.Throws<UserErrorException>(() => FieldCatalogue.Resolve("algebra?concept=4")).Message,
            StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => FieldCatalogue.Resolve("algebra?concepts=3"));
        Assert.Throws<UserErrorException>(() => FieldCatalogue.Resolve("algebra?gap=10"));
        Assert.Throws<UserErrorException>(() => FieldCatalogue.Tower("algebra?concepts=8", 9));
    }
}
