using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>A pair from a lesson file: what is read and what is to be written.</summary>
public sealed record LessonPair(string Prompt, string Completion);

/// <summary>
/// Lessons that people bring: one JSON object a line, either <c>{"prompt": "...", "completion": "..."}</c> or
/// <c>{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}</c>.
/// </summary>
public static class LessonFile
{
    /// <summary>Reads the lessons; a conversation gives one for each answer of the assistant.</summary>
    /// <param name="path">The file.</param>
    /// <param name="renderChat">
    /// Puts messages into the model's own chat form, ending where the assistant's answer begins. Null refuses chat lessons:
    /// a model without a chat template knows no such form.
    /// </param>
    /// <exception cref="UserErrorException">The file is missing or empty, or lines are bad; the message names them by number.</exception>
    public static IReadOnlyList<LessonPair> Read(string path, Func<IReadOnlyList<ChatMessage>, string>? renderChat = null)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"lessons {path} is not there; give a .jsonl file");
        }

        var pairs = new List<LessonPair>();
        var bad = new List<(int Line, string Why)>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                pairs.AddRange(Pairs(line, renderChat));
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                bad.Add((number, e.Message));
            }
        }

        if (bad.Count > 0)
        {
            var more = bad.Count > 1 ? $" (and {bad.Count - 1} more: lines {string.Join(", ", bad.Skip(1).Take(20).Select(b => b.Line))})" : "";
            throw new UserErrorException($"lessons {path}, line {bad[0].Line}: {bad[0].Why}{more}; correct or remove it");
        }

        return pairs.Count > 0 ? pairs : throw new UserErrorException($"lessons {path} holds no lesson; give at least two lines");
    }

    private static IEnumerable<LessonPair> Pairs(string line, Func<IReadOnlyList<ChatMessage>, string>? renderChat)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("not a JSON object");
        }

        if (root.TryGetProperty("messages", out var messages))
        {
            return Chat(messages, renderChat ?? throw new FormatException(
                "the model has no chat template, so \"messages\" cannot be put into words; use \"prompt\" and \"completion\""));
        }

        var completion = Text(root, "completion");
        return completion.Length > 0 ? [new LessonPair(Text(root, "prompt"), completion)] : throw new FormatException("\"completion\" is empty");
    }

    private static List<LessonPair> Chat(JsonElement messages, Func<IReadOnlyList<ChatMessage>, string> renderChat)
    {
        if (messages.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("\"messages\" is not a list");
        }

        var pairs = new List<LessonPair>();
        var earlier = new List<ChatMessage>();
        foreach (var message in messages.EnumerateArray())
        {
            var (role, content) = (Text(message, "role"), Text(message, "content"));
            if (role is not ("system" or "user" or "assistant"))
            {
                throw new FormatException($"the role \"{role}\" is none of system, user, assistant");
            }

            if (role == "assistant")
            {
                pairs.Add(new LessonPair(renderChat(earlier), content));
            }

            earlier.Add(new ChatMessage(role, content));
        }

        return pairs.Count > 0 ? pairs : throw new FormatException("no message is the assistant's");
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"\"{name}\" is missing or no text");
}

/// <summary>A turn of a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">What was said.</param>
public sealed record ChatMessage(string Role, string Content);
