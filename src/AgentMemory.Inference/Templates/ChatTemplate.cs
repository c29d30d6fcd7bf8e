using System.Globalization;
using System.Text.Json;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;

namespace AgentMemory.Inference.Templates;

/// <summary>How a model's chat template is rendered.</summary>
public sealed record ChatTemplateSettings
{
    /// <summary>
    /// The date that templates get where a run has to be the same on every day: training and plans. A conversation with a person takes
    /// the day's own.
    /// </summary>
    public static readonly DateTimeOffset FixedDate = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What strftime_now tells.</summary>
    public DateTimeOffset Date { get; init; } = FixedDate;

    /// <summary>The switch that models with thoughts have (enable_thinking); null leaves it to the template.</summary>
    public bool? Thinking { get; init; }
}

/// <summary>
/// A model's own form of a conversation: its template in Jinja, with its begin and end tokens. It raises what the template raises;
/// <see cref="RepairingChatTemplate"/> is the one that people talk through.
/// </summary>
public sealed class ChatTemplate
{
    private const string Key = "tokenizer.chat_template";
    private readonly JinjaTemplate _jinja;
    private readonly string _begin;
    private readonly string _end;
    private readonly ChatTemplateSettings _settings;

    /// <param name="source">In Jinja; untrusted.</param>
    /// <param name="begin">The model's bos_token; empty where it has none.</param>
    /// <param name="end">The model's eos_token; empty where it has none.</param>
    /// <param name="settings">Date and switches.</param>
    /// <exception cref="TemplateException">The source is malformed.</exception>
    public ChatTemplate(string source, string begin, string end, ChatTemplateSettings settings)
        : this(new JinjaTemplate(source), begin, end, settings)
    {
    }

    private ChatTemplate(JinjaTemplate jinja, string begin, string end, ChatTemplateSettings settings) =>
        (_jinja, _begin, _end, _settings) = (jinja, begin, end, settings);

    /// <summary>The template in a model's file, or null where it has none.</summary>
    public static string? SourceIn(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Text(Key) is { Length: > 0 } source ? source : null;
    }

    /// <summary>A template with the begin and end tokens of a model.</summary>
    /// <exception cref="TemplateException">The source is malformed.</exception>
    public static ChatTemplate Of(string source, GgufFile file, ChatTemplateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tokens = file.Texts("tokenizer.ggml.tokens");
        return new ChatTemplate(source, Token("bos"), Token("eos"), settings);

        string Token(string name) => file.Whole($"tokenizer.ggml.{name}_token_id") is { } id && id >= 0 && id < tokens.Count ? tokens[(int)id] : "";
    }

    /// <summary>The same template with other settings.</summary>
    public ChatTemplate With(ChatTemplateSettings settings) => new(_jinja, _begin, _end, settings);

    /// <summary>The conversation as text.</summary>
    /// <exception cref="TemplateRefusedException">The template raised an exception with these words.</exception>
    /// <exception cref="TemplateException">The template failed, or went beyond a limit.</exception>
    public string Render(TemplateRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // transformers hands tools and documents in as none where there are none, so templates are written for that.
        var variables = new Dictionary<string, object?>
        {
            ["messages"] = Messages(request.Messages),
            ["tools"] = request.Tools.Count == 0 ? null : request.Tools.Select(Tool).ToList(),
            ["documents"] = null,
            ["add_generation_prompt"] = request.OpensAnswer,
            ["bos_token"] = _begin,
            ["eos_token"] = _end,
        };
        if (_settings.Thinking is { } thinking)
        {
            // Two families, two names of one switch.
            (variables["enable_thinking"], variables["thinking"]) = (thinking, thinking);
        }

        return _jinja.Render(JsonSerializer.SerializeToElement(variables), _settings.Date, cancellation);
    }

    // Some templates want ids of nine characters at calls and results; a result answers the earliest call that has none.
    private static List<Dictionary<string, object>> Messages(IReadOnlyList<TemplateMessage> messages)
    {
        var written = new List<Dictionary<string, object>>();
        var open = new Queue<(string Id, string Name)>();
        var calls = 0;
        foreach (var message in messages)
        {
            var fields = new Dictionary<string, object> { ["role"] = message.Role, ["content"] = message.Content };
            if (message.Calls.Count > 0)
            {
                var made = new List<object>();
                foreach (var call in message.Calls.Select(Parsed))
                {
                    var id = string.Create(CultureInfo.InvariantCulture, $"call{++calls:D5}");
                    open.Enqueue((id, call.GetProperty("name").GetString()!));
                    made.Add(new Dictionary<string, object> { ["id"] = id, ["type"] = "function", ["function"] = call });
                }

                fields["tool_calls"] = made;
            }
            else if (message.Role == "tool" && open.TryDequeue(out var answered))
            {
                (fields["tool_call_id"], fields["name"]) = (answered.Id, answered.Name);
            }

            written.Add(fields);
        }

        return written;
    }

    private static Dictionary<string, object> Tool(string function) => new() { ["type"] = "function", ["function"] = Parsed(function) };

    private static JsonElement Parsed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
