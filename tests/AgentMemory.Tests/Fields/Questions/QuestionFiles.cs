using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields;
using AgentMemory.Fields.Questions;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Fields.Questions;

/// <summary>Files of questions in a folder of a test's own.</summary>
internal sealed class QuestionFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The file that the tasks name.</summary>
    public string Path => _folder["mine.jsonl"];

    /// <summary>A path in the folder.</summary>
    public string this[string name] => _folder[name];

    /// <summary>A sound line of one topic.</summary>
    public static string Line(int number, string topic = "t", string answer = "so") =>
        $$"""{"question":"What is number {{number}}?","answer":"{{answer}} {{number}}","topic":"{{topic}}"}""";

    /// <summary>Lines of several topics, so many of each.</summary>
    public static IEnumerable<string> Lines(int topics, int each) =>
        Enumerable.Range(0, topics).SelectMany(topic => Enumerable.Range(0, each).Select(i => Line((topic * 1000) + i, $"topic {topic}")));

    public QuestionFiles Write(IEnumerable<string> lines) => Write(string.Join('\n', lines) + "\n");

    public QuestionFiles Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public QuestionFiles Write(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        return this;
    }

    /// <summary>A document beside the questions.</summary>
    public QuestionFiles WriteDocument(string name, string text)
    {
        Directory.CreateDirectory(_folder["mine.documents"]);
        File.WriteAllText(System.IO.Path.Combine(_folder["mine.documents"], name), text);
        return this;
    }

    /// <summary>The task of the file.</summary>
    /// <param name="more">Further parameters, each with "&amp;" in front.</param>
    public QuestionTask Task(string more = "") => FieldCatalogue.ResolveQuestions(Name(more))!;

    /// <summary>The task's name.</summary>
    public string Name(string more = "") => $"questions?file={TaskParameters.Escaped(Path)}{more}";

    /// <summary>The error line of a file that cannot be used, its folder left out.</summary>
    public string Refused(string more = "")
    {
        var error = Assert.Throws<UserErrorException>(() => Task(more)).Message;
        Assert.DoesNotContain('\n', error);
        return error.Replace(_folder.Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
