using System.Diagnostics;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Fields;

namespace AgentMemory.Tests.Fields.Questions;

/// <summary>Every damage to a file of questions gets one line, which names the line, what is wrong, and the remedy.</summary>
public sealed class DamagedFileTests
{
    /// <summary>A bad third line, and what is said of it behind "mine.jsonl line 3".</summary>
    public static TheoryData<string, string> Lines => new()
    {
        { "no JSON", ", column 2: no JSON object can be read; write one on a line" },
        { """{"question":"q","answer":"a"} {"question":"r","answer":"a"}""", "no JSON object can be read" },
        { """{"question":"q","answer":"a",}""", "no JSON object can be read" },
        { """["q","a"]""", ": is a list; write one object a line" },
        { "null", ": is null; write one object a line" },
        { """{"answer":"a"}""", ": question is missing" },
        { """{"question":null,"answer":"a"}""", ": question is null" },
        { """{"question":"  ","answer":"a"}""", ": question is empty; write a text" },
        { """{"question":7,"answer":"a"}""", ": question is a number; write a text" },
        { """{"question":"q"}""", ": answer is missing" },
        { """{"question":"q","answer":""}""", ": answer is empty" },
        { """{"question":"q","answer":true}""", ": answer is true or false; write a text" },
        { """{"question":"q","answer":{"text":"a"}}""", ": answer is an object" },
        { """{"question":"q","answer":"a\nb"}""", ": answer goes over several lines; write it on one" },
        { """{"question":"q","answer":"a\u0007b"}""", ": answer holds the control character U+0007; take it out" },
        { """{"question":"q\ud800","answer":"a"}""", ": question holds half of a surrogate pair" },
        { """{"question":"q","answer":"a","answers":["a"]}""", ": has answer and answers; keep one" },
        { """{"question":"q","answers":[]}""", ": answers has 0; give 1 to 50" },
        { """{"question":"q","answers":"a"}""", ": answers is a text; write a list in brackets" },
        { """{"question":"q","answers":[1,"one"]}""", ": answers mixes texts and numbers" },
        { """{"question":"q","answer":"B","choices":["one","two"]}""", ": answer \"B\" is not among the choices; write the text of one of them" },
        { """{"question":"q","answer":"ona","choices":["one","two"]}""", "; did you mean 'one'?" },
        { """{"question":"q","answer":"one","choices":["one"]}""", ": choices has 1; give 2 to 26" },
        { """{"question":"q","answer":"one","choices":["one"," ONE "]}""", ": the choice \"one\" stands twice" },
        { """{"question":"q","answer":"one","choices":["one",""]}""", ": choice 2 is empty" },
        { """{"question":"q","answer":"one","choices":["one",["two"]]}""", ": choice 2 is a list; write a text" },
        { """{"question":"q","answers":["one","two"],"choices":["one","two"]}""", ": every choice is right, so nothing is asked" },
        { """{"question":"q","answer":4,"tolerance":-1}""", ": tolerance -1 is below 0" },
        { """{"question":"q","answer":4,"tolerance":"1"}""", ": tolerance is a text; write a number" },
        { """{"question":"q","answer":"four","tolerance":1}""", ": tolerance belongs to an answer that is a written number" },
        { """{"question":"q","answer":1e300}""", ": answer 1e300 cannot be used; a number is from -10^15 to 10^15" },
        { """{"question":"q","answer":0.12345678901}""", "with up to 9 decimals" },
        { """{"question":"q","anwser":"a"}""", ": there is no field \"anwser\"; the fields are question, answer, answers, topic, choices, id, tolerance; did you mean 'answer'?" },
        { """{"question":"q","answer":"a","answer":"b"}""", ": answer stands twice; keep one" },
        { """{"question":"q","answer":"a","id":"line-1"}""", ": the id \"line-1\" is line 1's already; give another" },
        { """{"question":"q","answer":"a","topic":["t"]}""", ": topic is a list" },
        { """{"question":"what is  NUMBER 1?","answer":"another"}""", ": asks what line 1 asks and has another answer" },
        { """{"question":"What is number 2?","answer":"so 2"}""", ": asks what line 2 asks; keep one of them" },
        { "{\"question\":\"q\",\"answer\":\"" + new string('é', 121) + "\"}", ": answer is over 240 bytes of UTF-8" },
        { "{\"question\":\"" + new string('q', 8_001) + "\",\"answer\":\"a\"}", ": question has 8,001 letters; write 8,000 at most" },
        { "{\"question\":\"" + new string('q', 70_000) + "\",\"answer\":\"a\"}", ": has 70,028 bytes; a line has 65,536 at most" },
        { string.Concat(Enumerable.Repeat("{\"question\":", 4_000)), "no JSON object can be read" },
        { new string('[', 60_000), "no JSON object can be read" },
        { "{\"question\":\"q\0\",\"answer\":\"a\"}", ": holds a zero byte, so it is no text" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_bad_line_is_named_with_what_is_wrong_and_a_remedy(string line, string said)
    {
        using var files = new QuestionFiles();
        var error = files.Write([QuestionFiles.Line(1), QuestionFiles.Line(2), line, QuestionFiles.Line(4)]).Refused();
        Assert.StartsWith("mine.jsonl line 3", error, StringComparison.Ordinal);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_named_by_line_and_byte()
    {
        using var files = new QuestionFiles();
        byte[] bad = [.. Encoding.UTF8.GetBytes(QuestionFiles.Line(1) + "\n{\"question\":\""), 0xE9, .. Encoding.UTF8.GetBytes("\",\"answer\":\"a\"}\n")];
        Assert.Equal("mine.jsonl line 2, byte 14: is not valid UTF-8; save the file in UTF-8", files.Write(bad).Refused());
        Assert.Contains("is not valid UTF-16", files.Write([0xFF, 0xFE, 0x00, 0xD8, 0x20, 0x00]).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_two_questions_of_a_topic_are_refused()
    {
        using var files = new QuestionFiles();
        Assert.Equal("questions mine.jsonl is empty, or is no ordinary file; name a file that holds text", files.Write("").Refused());
        Assert.StartsWith("mine.jsonl holds no question; write one JSON object a line", files.Write("\n  \n\n").Refused(), StringComparison.Ordinal);
        Assert.StartsWith("mine.jsonl line 2: is the only question", files.Write(["", QuestionFiles.Line(1)]).Refused(), StringComparison.Ordinal);
        files.Write([QuestionFiles.Line(1, "a"), QuestionFiles.Line(2, "b")]);
        Assert.StartsWith("mine.jsonl: every topic has one question", files.Refused(), StringComparison.Ordinal);
        Assert.Equal([(1, 0), (0, 1)], files.Task("&split=topics&seed=2").Topics.Select(topic => (topic.Practice, topic.Exam)).OrderDescending());
        Assert.StartsWith("mine.jsonl: all questions are of one topic", files.Write(QuestionFiles.Lines(1, 4)).Refused("&split=topics"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_leads_to_no_ordinary_file_is_refused_and_nothing_is_waited_for()
    {
        using var files = new QuestionFiles();
        Assert.StartsWith("questions mine.jsonl cannot be read", files.Refused(), StringComparison.Ordinal);
        Assert.StartsWith("task ", Assert.Throws<UserErrorException>(() => FieldCatalogue.ResolveQuestions("questions?file=")).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(files.Path);
        Assert.Equal("questions mine.jsonl is a folder; name a file", files.Refused());
        Directory.Delete(files.Path);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using (var made = Process.Start("mkfifo", [files.Path]))
        {
            made.WaitForExit();
        }

        Assert.Equal("questions mine.jsonl is empty, or is no ordinary file; name a file that holds text", files.Refused());
        File.Delete(files.Path);
        File.CreateSymbolicLink(files.Path, "/dev/zero");
        Assert.Equal("questions mine.jsonl is a device; name an ordinary file", files.Refused());
        File.Delete(files.Path);
        File.CreateSymbolicLink(files.Path, "nowhere.jsonl");
        Assert.StartsWith("questions mine.jsonl cannot be read", files.Refused(), StringComparison.Ordinal);
        File.Delete(files.Path);
        File.CreateSymbolicLink(files.Path, files.Path);
        Assert.StartsWith("questions mine.jsonl cannot be read", files.Refused(), StringComparison.Ordinal);
        File.Delete(files.Path);
        File.WriteAllText(files["real.jsonl"], string.Join('\n', QuestionFiles.Lines(1, 4)));
        File.CreateSymbolicLink(files.Path, "real.jsonl");
        Assert.Equal(4, files.Task().Topics.Sum(topic => topic.Practice + topic.Exam));
    }

    [Fact]
    public void A_large_file_is_refused_before_it_is_read()
    {
        using var files = new QuestionFiles();
        using (var large = File.Create(files.Path))
        {
            large.SetLength(100 << 20);
        }

        Assert.Equal("questions mine.jsonl has 100 MiB, and 16 MiB can be read; take a part of it", files.Refused());
        var lines = string.Concat(Enumerable.Range(0, 50_001).Select(i => $"{{\"question\":\"{i}\",\"answer\":\"{i}\"}}\n"));
        Assert.Equal("mine.jsonl line 50001: there are over 50,000 questions; take a part of them", files.Write(lines).Refused());
    }

    [Fact]
    public void Marks_of_other_programs_are_accepted()
    {
        using var files = new QuestionFiles();
        string[] lines = [.. QuestionFiles.Lines(2, 4)];
        var plain = files.Write(lines).Task().Topics;
        Assert.Equal(plain, files.Write("\uFEFF" + string.Join("\r\n", lines) + "\r\n\r\n  \r\n").Task().Topics);
        Assert.Equal(plain, files.Write([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(string.Join("\r\n", lines))]).Task().Topics);
        Assert.Equal(plain, files.Write(string.Join('\n', lines)).Task().Topics);
        Assert.Equal(plain, files.Write(lines.Select(line => line[..^1] + ",\"choices\":null,\"id\":null,\"tolerance\":null}")).Task().Topics);
    }

    [Fact]
    public void Bad_documents_are_named()
    {
        using var files = new QuestionFiles();
        files.Write(QuestionFiles.Lines(1, 4)).WriteDocument(".hidden", "").WriteDocument("one.md", "# One\nText.");
        Assert.Single(files.Task().Documents);
        files.WriteDocument("empty.txt", "");
        Assert.Contains("empty.txt is empty", files.Refused(), StringComparison.Ordinal);
        files.WriteDocument("empty.txt", "# A heading alone\n");
        Assert.Contains("empty.txt holds no text behind its heading", files.Refused(), StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(files["mine.documents"], "empty.txt"), [(byte)'a', 0xE9, (byte)'b']);
        Assert.Contains("empty.txt is no text file: byte", files.Refused(), StringComparison.Ordinal);
        files.WriteDocument("empty.txt", "Text.").WriteDocument("table.pdf", "%PDF");
        Assert.Contains("table.pdf is no .txt or .md file; convert it", files.Refused(), StringComparison.Ordinal);
        Assert.Empty(files.Task("&documents=none").Documents);
        Assert.Contains("there is no such folder", files.Refused("&documents=elsewhere"), StringComparison.Ordinal);
    }
}
