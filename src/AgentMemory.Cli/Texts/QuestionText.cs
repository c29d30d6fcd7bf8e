using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Fields.Questions;

namespace AgentMemory.Cli.Texts;

/// <summary>Somebody's own questions as a person, or a program, is shown them.</summary>
internal static class QuestionText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the file gives: its topics with their parts, and what is to be had without knowing anything.</summary>
    public static string Show(QuestionTask task)
    {
        var text = new StringBuilder(task.Id).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Practised(task) + Held(task)} questions: {Practised(task)} for practice, ")
            .Append(CultureInfo.InvariantCulture, $"{Held(task)} for exams alone, {Exam(task)}\n");
        text.Append(CultureInfo.InvariantCulture, $"floor {task.Floor:0.00} by guessing, {task.UsualAnswerScore:0.00} by the usual answer of each topic\n");
        text.Append(CultureInfo.InvariantCulture, $"hidden bits not available: {task.HiddenBits.WhyNot}\n");
        text.Append(CultureInfo.InvariantCulture, $"{task.Documents.Count} documents, {Words(task)} words\n\n");
        var width = task.Topics.Max(topic => topic.Name.Length);
        text.Append("topic".PadRight(width)).Append("  practice  exam\n");
        foreach (var topic in task.Topics)
        {
            text.Append(topic.Name.PadRight(width)).Append(CultureInfo.InvariantCulture, $"  {topic.Practice,8}  {topic.Exam,4}")
                .Append(topic is { Practice: 1, Exam: 0 } ? "  its only question is practised and never asked at an exam\n" : "\n");
        }

        return text.ToString();
    }

    /// <summary>As above, for programs.</summary>
    public static string ShowAsJson(QuestionTask task) => JsonSerializer.Serialize(
        new
        {
            schema = "agentmemory.questions/1",
            field = task.Id,
            floor = Math.Round(task.Floor, 6),
            usual_answer = Math.Round(task.UsualAnswerScore, 6),
            ceiling = task.Ceiling,
            hidden_bits = (double?)null,
            exam = Exam(task),
            topics = task.Topics.Select(topic => new { name = topic.Name, practice = topic.Practice, exam = topic.Exam }),
            documents = task.Documents.Select(document => document.Title),
        },
        Indented);

    /// <summary>The documents that learners may read, as Markdown.</summary>
    /// <exception cref="UserErrorException">There are none.</exception>
    public static string Documents(QuestionTask task) => task.Documents.Count == 0
        ? throw new UserErrorException($"{task.Id} has no documents; put .txt or .md files into a folder FILE.documents beside the questions")
        : string.Join("\n\n", task.Documents.Select(document => $"# {document.Title}\n\n{document.Text}")) + "\n";

    private static int Practised(QuestionTask task) => task.Topics.Sum(topic => topic.Practice);

    private static int Held(QuestionTask task) => task.Topics.Sum(topic => topic.Exam);

    private static int Words(QuestionTask task) =>
        task.Documents.Sum(document => document.Text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length);

    private static string Exam(QuestionTask task) =>
        task.Partition.Value?.ExamQuestions is null ? "of which every exam asks a sample" : "which every exam asks";
}
