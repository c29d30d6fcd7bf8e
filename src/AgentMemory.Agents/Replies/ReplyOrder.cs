using System.Text.Json;
using AgentMemory.Agents.Schemas;

namespace AgentMemory.Agents.Replies;

/// <summary>What is asked of one reply.</summary>
internal sealed record ReplyOrder
{
    /// <summary>The functions that may be called; none where the reply is words.</summary>
    public IReadOnlyList<ToolForm> Tools { get; init; } = [];

    /// <summary>The reply is a call, whatever the model would rather say.</summary>
    public bool MustCall { get; init; }

    /// <summary>What the words are held to as JSON; null for any words.</summary>
    public SchemaForm? Format { get; init; }

    /// <summary>Texts that end the words, beside those of the layout.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    public required int TokensMax { get; init; }

    /// <summary>0 takes the likeliest token.</summary>
    public required double Temperature { get; init; }

    public required ulong Seed { get; init; }
}

/// <summary>A function as a model may call it.</summary>
/// <param name="Name">As it is called.</param>
/// <param name="Line">Name, description and parameters in one line of JSON, for the model to read.</param>
/// <param name="Arguments">What its arguments are held to.</param>
internal sealed record ToolForm(string Name, string Line, SchemaForm Arguments);

/// <summary>A call of a function, whole.</summary>
/// <param name="Name">One of the functions offered.</param>
/// <param name="Arguments">A JSON object of the function's form.</param>
internal sealed record ToolCall(string Name, JsonElement Arguments)
{
    /// <summary>The call that a text is; null where it is none, or not whole.</summary>
    public static ToolCall? Read(string text, IReadOnlyList<ToolForm> tools)
    {
        try
        {
            using var read = JsonDocument.Parse(text);
            return read.RootElement.ValueKind == JsonValueKind.Object
                && read.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                && read.RootElement.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object
                && tools.Any(tool => tool.Name == name.GetString())
                    ? new ToolCall(name.GetString()!, arguments.Clone())
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A reply piece by piece. Closed: one of the nested records; the end comes last.</summary>
internal abstract record ReplyPart
{
    private ReplyPart()
    {
    }

    /// <summary>Words, in whole characters.</summary>
    public sealed record Text(string Piece) : ReplyPart;

    /// <summary>A whole call.</summary>
    public sealed record Call(ToolCall Made) : ReplyPart;

    /// <summary>Why it ended and what it took.</summary>
    public sealed record End(ReplyEnd Why, int TokensWritten) : ReplyPart;
}

/// <summary>Why a reply ended.</summary>
internal enum ReplyEnd
{
    /// <summary>The words were complete.</summary>
    Complete,

    /// <summary>A function is to be called.</summary>
    Call,

    /// <summary>The limit of tokens was reached; a call that did not fit is not given.</summary>
    TokenLimit,
}
