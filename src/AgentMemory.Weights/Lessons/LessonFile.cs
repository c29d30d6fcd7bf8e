using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>A pair from a lesson file: what is read and what is to be written.</summary>
/// <param name="Prompt">Read.</param>
/// <param name="Completion">To be written.</param>
/// <param name="EndsItself">The completion carries the mark that ends it, as the chat form wants it.</param>
public sealed record LessonPair(string Prompt, string Completion, bool EndsItself = false);

/// <summary>Puts messages into a model's own chat form.</summary>
/// <param name="messages">The conversation.</param>
/// <param name="opensAnswer">Whether the text ends where the assistant's next answer begins.</param>
public delegate string ChatForm(IReadOnlyList<ChatMessage> messages, bool opensAnswer);

/// <summary>
/// Lessons that people bring: one JSON object a line, either <c>{"prompt": "...", "completion": "..."}</c> or
/// <c>{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}</c>.
/// </summary>
public static class LessonFile
{
    /// <summary>Reads the lessons; a conversation gives one for each answer of the assistant.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chat">The model's chat form. Null refuses chat lessons: a model without a chat template knows no such form.</param>
    /// <exception cref="UserErrorException">The file is missing or empty, or lines are bad; the message names them by number.</exception>
    public static IReadOnlyList<LessonPair> Read(string path, ChatForm? chat = null)
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
                pairs.AddRange(Pairs(line, chat));
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

    private static IEnumerable<LessonPair> Pairs(string line, ChatForm? chat)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("not a JSON object");
        }

        if (root.TryGetProperty("messages", out var messages))
        {
            return Chat(messages, chat ?? throw new FormatException(
                "the model has no chat template, so \"messages\" cannot be put into words; use \"prompt\" and \"completion\""));
        }

        var completion = Text(root, "completion");
        return completion.Length > 0 ? [new LessonPair(Text(root, "prompt"), completion)] : throw new FormatException("\"completion\" is empty");
    }

    private static List<LessonPair> Chat(JsonElement messages, ChatForm chat)
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
                pairs.Add(Pair(earlier, new ChatMessage(role, content), chat));
            }

            earlier.Add(new ChatMessage(role, content));
        }

        return pairs.Count > 0 ? pairs : throw new FormatException("no message is the assistant's");
    }

    // What the form puts behind the answer belongs to it: the mark by which the model says that it is done.
    private static LessonPair Pair(List<ChatMessage> earlier, ChatMessage answer, ChatForm chat)
    {
        if (answer.Content.Length == 0)
        {
            throw new FormatException("an answer of the assistant is empty");
        }

        var prompt = chat(earlier, true);
        var whole = chat([.. earlier, answer], false);
        return whole.Length > prompt.Length && whole.StartsWith(prompt, StringComparison.Ordinal)
            ? new LessonPair(prompt, whole[prompt.Length..], EndsItself: true)
            : new LessonPair(prompt, answer.Content);
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
