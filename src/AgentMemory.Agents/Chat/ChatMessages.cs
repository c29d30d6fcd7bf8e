using System.Text.Json;
using AgentMemory.Agents.Replies;
using AgentMemory.Agents.Schemas;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Passages;
using Microsoft.Extensions.AI;

namespace AgentMemory.Agents.Chat;

/// <summary>Messages of Microsoft.Extensions.AI as turns: calls as the JSON they were written as, results fenced, since they hold anything.</summary>
internal sealed class ChatMessages
{
    private readonly PromptBook _prompts;
    private readonly List<string> _system = [];
    private readonly List<ChatTurn> _turns = [];
    private readonly List<ToolCall> _calls = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private ChatMessages(PromptBook prompts) => _prompts = prompts;

    /// <summary>The system's words; null where there are none.</summary>
    public string? System => _system.Count == 0 ? null : string.Join('\n', _system);

    public IReadOnlyList<ChatTurn> Turns => _turns;

    /// <summary>What the person says now; null where the last message is something else.</summary>
    public string? Said => _turns is [.., { Role: ChatTurn.User } last] ? last.Text : null;

    /// <exception cref="ArgumentException">There is nothing to answer.</exception>
    /// <exception cref="NotSupportedException">A message holds something else than text and calls.</exception>
    public static ChatMessages Read(IEnumerable<ChatMessage> messages, string? instructions, PromptBook prompts)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var read = new ChatMessages(prompts);
        if (!string.IsNullOrWhiteSpace(instructions))
        {
            read._system.Add(instructions);
        }

        foreach (var message in messages)
        {
            read.Add(message);
        }

        return read._turns.Count > 0
            ? read
            : throw new ArgumentException("there is no message to answer; give one of the user's", nameof(messages));
    }

    /// <summary>Whether the same call was made since the last question.</summary>
    public bool IsRepeated(ToolCall call) => _calls.Exists(
        earlier => earlier.Name == call.Name && JsonElement.DeepEquals(earlier.Arguments, call.Arguments));

    private void Add(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                var name = _names.GetValueOrDefault(result.CallId, "the function");
                _turns.Add(new ChatTurn(ChatTurn.Tool, _prompts.Fill("chat/tool-result", ("name", name), ("text", PassageFence.Fence(Text(result))))));
            }

            return;
        }

        var text = string.Join('\n', message.Contents.Select(Text).OfType<string>());
        if (message.Role == ChatRole.Assistant)
        {
            _turns.Add(new ChatTurn(ChatTurn.Assistant, text) { Calls = [.. message.Contents.OfType<FunctionCallContent>().Select(Call)] });
        }
        else if (message.Role == ChatRole.User)
        {
            _turns.Add(new ChatTurn(ChatTurn.User, text));
            _calls.Clear();
        }
        else if (text.Length > 0)
        {
            _system.Add(text);
        }
    }

    private string Call(FunctionCallContent call)
    {
        var arguments = JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions);
        _names[call.CallId] = call.Name;
        _calls.Add(new ToolCall(call.Name, arguments));
        return JsonSerializer.Serialize(new { name = call.Name, arguments }, JsonText.Options);
    }

    private static string? Text(AIContent content) => content switch
    {
        TextContent text => text.Text,
        DataContent or UriContent => throw new NotSupportedException(
            $"a message holds {content.GetType().Name}, and the model reads text alone; leave it out"),
        // Thoughts, usage and errors of other models are no part of what was said; calls are kept apart.
        _ => null,
    };

    private static string Text(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is { } failure ? failure.Message : "done",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement element => JsonSerializer.Serialize(element, JsonText.Options),
        var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions),
    };
}
