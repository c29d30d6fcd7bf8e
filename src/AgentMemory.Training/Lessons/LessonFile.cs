using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Training.Lessons;

/// <summary>Puts messages into a model's own chat form.</summary>
/// <param name="messages">The conversation.</param>
/// <param name="opensAnswer">Whether the text ends where the assistant's next answer begins.</param>
public delegate string ChatForm(IReadOnlyList<ChatMessage> messages, bool opensAnswer);

/// <summary>
/// Lessons that people bring: one JSON object a line, either <c>{"prompt": "...", "completion": "..."}</c> or
/// <c>{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}</c>. A <c>"weight"</c> beside a
/// completion, an answer or a whole conversation says how much it counts; with 0 it is read where it stands and never taught.
/// </summary>
public static class LessonFile
{
    private const double WeightMin = 0.001;
    private const double WeightMax = 1000;
    private const int UnreadShown = 8;

    /// <summary>Reads the lessons; a conversation gives one for each answer of the assistant.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chat">The model's chat form. Null refuses chat lessons: a model without a chat template knows no such form.</param>
    /// <exception cref="UserErrorException">The file is missing or empty, or lines are bad; the message names them by number.</exception>
    public static IReadOnlyList<TextLesson> Read(string path, ChatForm? chat = null)
    {
        var lessons = new List<TextLesson>();
        var bad = new List<(int Line, LessonLineException Why)>();
        var (number, written) = (0, 0);
        foreach (var line in Lines(path))
        {
            number++;
            if (line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            written++;
            try
            {
                lessons.AddRange(Lessons(line, chat).Where(l => l.Weight > 0).Select(l => l with { Line = number }));
            }
            catch (LessonLineException e)
            {
                bad.Add((number, e));
            }
        }

        if (bad.Count > 0)
        {
            var place = bad[0].Why.Column is { } column ? $"line {bad[0].Line}, column {column}" : $"line {bad[0].Line}";
            var more = bad.Count > 1 ? $" (and {bad.Count - 1} more: lines {string.Join(", ", bad.Skip(1).Take(20).Select(b => b.Line))})" : "";
            throw new UserErrorException($"lessons {path}, {place}: {bad[0].Why.Message}{more}; correct or remove it");
        }

        return lessons.Count > 0 ? lessons : throw new UserErrorException(written > 0
            ? $"lessons {path}: every answer has weight 0, so nothing would be taught; give some of them a weight"
            : $"lessons {path} holds no lesson; give at least two lines");
    }

    private static List<ReadOnlyMemory<byte>> Lines(string path)
    {
        var bytes = TextFile.Bytes(path, "lessons");
        ReadOnlyMemory<byte> rest = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => bytes.AsMemory(3),
            [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, bytes, 2, bytes.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, bytes, 2, bytes.Length - 2),
            _ => bytes,
        };
        var lines = new List<ReadOnlyMemory<byte>>();
        while (rest.Length > 0)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            lines.Add(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return lines;
    }

    private static List<TextLesson> Lessons(ReadOnlyMemory<byte> line, ChatForm? chat)
    {
        using var document = LessonLine.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new LessonLineException(null, "not a JSON object");
        }

        List<string> unread = [.. Unread(root, "prompt", "completion", "messages", "weight")];
        var weight = Weight(root);
        if (root.TryGetProperty("messages", out var messages))
        {
            unread.AddRange(new[] { "prompt", "completion" }.Where(name => root.TryGetProperty(name, out _)));
            return Chat(messages, weight, unread, chat ?? throw new LessonLineException(
                null, "the model has no chat template, so \"messages\" cannot be put into words; use \"prompt\" and \"completion\""));
        }

        var (prompt, completion) = (Text(root, "prompt"), Text(root, "completion"));
        return completion.Length > 0 || weight == 0
            ? [new TextLesson(prompt, completion, weight) { Unread = Quoted(unread) }]
            : throw new LessonLineException(null, "\"completion\" is empty");
    }

    // Other fields may be there, as data sets have names and sources, and a person is told of them; one that nearly is one of ours was
    // meant to be it.
    private static IEnumerable<string> Unread(JsonElement element, params IReadOnlyList<string> known)
    {
        foreach (var name in element.EnumerateObject().Select(field => field.Name).Where(name => !known.Contains(name)))
        {
            if (NearestName.Of(name, known) is { } meant && !element.TryGetProperty(meant, out _))
            {
                throw new LessonLineException(null, $"there is no field {Quoted([name])}; did you mean '{meant}'?");
            }

            yield return name;
        }
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(
        ", ",
        names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(UnreadShown)
            .Select(name => $"\"{JsonEncodedText.Encode(Shortened(name), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""));

    private static List<TextLesson> Chat(JsonElement messages, double weight, List<string> unread, ChatForm chat)
    {
        if (messages.ValueKind != JsonValueKind.Array)
        {
            throw new LessonLineException(null, "\"messages\" is not a list");
        }

        var lessons = new List<TextLesson>();
        var earlier = new List<ChatMessage>();
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind == JsonValueKind.Object)
            {
                unread.AddRange(Unread(message, "role", "content", "weight"));
            }

            var (role, content, counts) = (Text(message, "role"), Text(message, "content"), Weight(message));
            if (role is not ("system" or "user" or "assistant"))
            {
                throw new LessonLineException(null, $"the role \"{role}\" is none of system, user, assistant");
            }

            if (role != "assistant" && message.TryGetProperty("weight", out _) && counts != 0)
            {
                throw new LessonLineException(null, $"\"weight\" stands at a message of the {role}; only the assistant's are taught");
            }

            if (role == "assistant")
            {
                lessons.Add(Lesson(earlier, new ChatMessage(role, content), weight * counts, chat));
            }

            earlier.Add(new ChatMessage(role, content));
        }

        return lessons.Count > 0
            ? [.. lessons.Select(lesson => lesson with { Unread = Quoted(unread) })]
            : throw new LessonLineException(null, "no message is the assistant's");
    }

    // The text that the form puts after the answer belongs to it: the mark by which the model says that it is done. Some forms write an
    // answer otherwise than they ask for one (without thoughts, without a blank); then the answer as it was given is taught where it is asked.
    private static TextLesson Lesson(List<ChatMessage> earlier, ChatMessage answer, double weight, ChatForm chat)
    {
        if (weight == 0)
        {
            return new TextLesson("", "", 0);
        }

        if (answer.Content.Length == 0)
        {
            throw new LessonLineException(null, "an answer of the assistant is empty");
        }

        var prompt = chat(earlier, true);
        var whole = chat([.. earlier, answer], false);
        var goesOn = whole.Length > prompt.Length && whole.StartsWith(prompt, StringComparison.Ordinal);
        return new TextLesson(prompt, goesOn ? whole[prompt.Length..] : answer.Content + After(whole, answer.Content), weight)
        {
            Messages = [.. earlier.Append(answer).Select(m => m.Content)],
            IsRejoined = !goesOn,
        };
    }

    private static string After(string whole, string answer)
    {
        var at = whole.LastIndexOf(answer, StringComparison.Ordinal);
        if (at >= 0)
        {
            return whole[(at + answer.Length)..];
        }

        // Templates trim what was said.
        var trimmed = answer.Trim();
        at = trimmed.Length == 0 ? -1 : whole.LastIndexOf(trimmed, StringComparison.Ordinal);
        return at < 0 ? "" : whole[(at + trimmed.Length)..];
    }

    private static double Weight(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("weight", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return 1;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var weight) && (weight == 0 || weight is >= WeightMin and <= WeightMax)
            ? weight
            : throw new LessonLineException(null, FormattableString.Invariant(
                $"\"weight\" is {Shortened(value.GetRawText())}; it is a number: 0 teaches nothing, else from {WeightMin} to {WeightMax}"));
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new LessonLineException(null, $"\"{name}\" is missing or no text");
}

/// <summary>A turn of a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">What was said.</param>
public sealed record ChatMessage(string Role, string Content);
