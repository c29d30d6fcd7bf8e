using System.Text;
using AgentMemory.Core;
using AgentMemory.Training.Lessons;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>Lines of a lesson file that would be taught otherwise than they are meant.</summary>
public sealed class LessonFileTests
{
    private static readonly string[] Words = ["red", "\u00e9", "\U0001F642", "\\n", "\\\"", "\\\\", "\\ud83d\\ude42", " "];

    [Fact]
    public void An_answer_of_weight_0_is_read_and_never_taught()
    {
        var lessons = Read(
            """{"messages":[{"role":"user","content":"q1"},{"role":"assistant","content":"WRONG","weight":0},"""
                + """{"role":"user","content":"no"},{"role":"assistant","content":"right","weight":1}]}""",
            """{"prompt":"a","completion":"b","weight":0}""",
            """{"prompt":"","completion":"","weight":0.0}""",
            """{"prompt":"c","completion":"d","weight":2.5}""",
            """{"prompt":"e","completion":"f","weight":null}""",
            """{"messages":[{"role":"user","content":"q","weight":0},{"role":"assistant","content":"x","weight":2}],"weight":3}""",
            """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"x"}],"weight":0}""");
        Assert.Equal(
            [("q1|WRONG|no|", "right|", 1, 1), ("c", "d", 2.5, 4), ("e", "f", 1, 5), ("q|", "x|", 6, 6)],
            lessons.Select(l => (l.Prompt, l.Completion, l.Weight, l.Line)));
    }

    [Fact]
    public void Fields_that_no_lesson_has_are_told_and_those_that_are_doubled_or_misspelt_are_refused()
    {
        var lessons = Read(
            """{"prompt":"a","completion":"b"}""",
            """{"prompt":"a","completion":"b","source":"x","id":7,"new\nline":1}""",
            """{"messages":[{"role":"user","content":"q","name":"Ana"},{"role":"assistant","content":"x"}],"prompt":"p"}""");
        Assert.Equal(["", "\"id\", \"new\\nline\", \"source\"", "\"name\", \"prompt\""], lessons.Select(l => l.Unread));
        Assert.Contains("line 2", Refused("""{"prompt":"a","completion":"b","completion":"c"}"""), StringComparison.Ordinal);
        Assert.Contains("completion", Refused("""{"prompt":"a","completion":"b","completion":"c"}"""), StringComparison.Ordinal);
        Assert.Contains("did you mean 'completion'?", Refused("""{"prompt":"a","completoin":"b"}"""), StringComparison.Ordinal);
        Assert.Contains("line 2", Refused("""{"messages":[{"role":"user","role":"user","content":"q"},{"role":"assistant","content":"x"}]}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"0\"")]
    [InlineData("true")]
    [InlineData("1e999")]
    [InlineData("1e-300")]
    [InlineData("[0]")]
    public void A_weight_that_is_no_usable_number_is_refused_with_what_it_says(string weight)
    {
        var error = Refused("""{"prompt":"a","completion":"b","weight":""" + weight + "}");
        Assert.Contains($"line 2: \"weight\" is {weight};", error, StringComparison.Ordinal);
        Assert.Contains("line 2", Refused(
            """{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"x","weight":""" + weight + "}]}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_at_a_users_message_is_refused() =>
        Assert.Contains("user", Refused("""{"messages":[{"role":"user","content":"q","weight":1},{"role":"assistant","content":"x"}]}"""), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_would_teach_nothing_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("l.jsonl"), """{"prompt":"a","completion":"b","weight":0}""");
        var error = Assert.Throws<UserErrorException>(() => LessonFile.Read(folder.File("l.jsonl")));
        Assert.Contains("weight 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_that_is_none_is_refused_at_its_column()
    {
        var rng = new Rng(3);
        (byte[] Bytes, string Says)[] bad =
        [
            (@"\u0000"u8.ToArray(), @"\u0000"), (@"\uD800"u8.ToArray(), @"\ud800"), (@"\udfff"u8.ToArray(), @"\udfff"),
            (@"\ud83d\ud83d"u8.ToArray(), @"\ud83d"), ([0xFF], "UTF-8"), ([0xC3], "UTF-8"), ([0x00], "0x00"), ([0xED, 0xA0, 0x80], "UTF-8"),
        ];
        for (var i = 0; i < 200; i++)
        {
            string Text() => string.Concat(Enumerable.Range(0, rng.Next(0, 6)).Select(_ => rng.Pick(Words)));
            var (bytes, says) = rng.Pick(bad);
            var (before, after) = rng.Pick([
                ("{\"prompt\":\"" + Text(), "\"}"),
                ("{\"prompt\":\"" + Text() + "\", \"completion\":\"" + Text(), "\"}"),
                ("{\"messages\":[{\"role\":\"user\",\"content\":\"" + Text(), "\"}]}"),
                ("{\"no" + Text(), "\":1}"),
            ]);
            byte[] line = [.. Encoding.UTF8.GetBytes(before), .. bytes, .. Encoding.UTF8.GetBytes(Text() + after)];
            var error = Refused(line);
            Assert.Contains($"line 2, column {before.Length + 1}: ", error, StringComparison.Ordinal);
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error);
        }
    }

    [Fact]
    public void Whole_characters_in_any_spelling_are_read()
    {
        var rng = new Rng(4);
        for (var i = 0; i < 100; i++)
        {
            var text = "x" + string.Concat(Enumerable.Range(0, rng.Next(0, 8)).Select(_ => rng.Pick(Words)));
            var expected = System.Text.Json.JsonSerializer.Deserialize<string>($"\"{text}\"");
            Assert.Equal(expected, Assert.Single(Read($$"""{"prompt":"a","completion":"{{text}}"}""")).Completion);
        }
    }

    [Fact]
    public void A_file_saved_as_utf_16_or_with_a_mark_of_its_order_is_read()
    {
        using var folder = new TemporaryFolder();
        Encoding[] encodings = [new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode];
        foreach (var encoding in encodings)
        {
            File.WriteAllText(folder.File("l.jsonl"), "{\"prompt\":\"a\",\"completion\":\"\u00e9\"}\r\n\r\n", encoding);
            Assert.Equal("\u00e9", Assert.Single(LessonFile.Read(folder.File("l.jsonl"))).Completion);
        }
    }

    private static IReadOnlyList<TextLesson> Read(params string[] lines)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("l.jsonl"), lines);
        return LessonFile.Read(folder.File("l.jsonl"), (messages, _) => string.Concat(messages.Select(m => m.Content + "|")));
    }

    [Theory]
    [InlineData("""{"prompt":"a","completion":"b","wieght":0}""", "did you mean 'weight'?")]
    [InlineData("""{"prompt":"a","completoin":"b"}""", "did you mean 'completion'?")]
    [InlineData("""{"messages":[{"role":"user","contnet":"q"}]}""", "did you mean 'content'?")]
    [InlineData("""{"prompt":"a","completion":"b","completion":"c"}""", "no JSON")]
    public void A_misspelt_or_doubled_field_is_refused(string line, string why) => Assert.Contains(why, Refused(line), StringComparison.Ordinal);

    [Fact]
    public void Fields_of_others_are_passed_over() =>
        Assert.Single(Read("""{"id":7,"source":"x","prompt":"a","completion":"b","prompts":["a"],"text":"t"}"""));

    private static string Refused(string line) => Refused(Encoding.UTF8.GetBytes(line));

    private static string Refused(byte[] line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("l.jsonl"), [.. "{\"prompt\":\"a\",\"completion\":\"b\"}\n"u8, .. line]);
        return Assert.Throws<UserErrorException>(
            () => LessonFile.Read(folder.File("l.jsonl"), (messages, _) => string.Concat(messages.Select(m => m.Content + "|")))).Message;
    }
}
