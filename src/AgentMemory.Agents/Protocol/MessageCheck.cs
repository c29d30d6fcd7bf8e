using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AgentMemory.Agents.Protocol;

/// <summary>A line of the protocol after it was looked at. Closed: one of the nested records.</summary>
internal abstract record ProtocolLine
{
    private ProtocolLine()
    {
    }

    /// <summary>A message that can be handed on.</summary>
    public sealed record Message(JsonRpcMessage Read) : ProtocolLine;

    /// <summary>Something else, with the JSON-RPC error that answers it.</summary>
    /// <param name="Id">Of the request, as JSON; "null" where it has none that can be told.</param>
    /// <param name="Code">JSON-RPC 2.0, section 5.1.</param>
    /// <param name="Reason">For whoever wrote the client.</param>
    public sealed record Refused(string Id, McpErrorCode Code, string Reason) : ProtocolLine;
}

/// <summary>
/// Reads lines that may be no messages. The kit's own transport leaves such lines without an answer, and a client that waits for
/// one waits for ever.
/// </summary>
internal static class MessageCheck
{
    // Deep enough that the id of a request nested too deeply for the kit can still be told.
    private const int DepthMax = 1_000;

    public static ProtocolLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var read = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = DepthMax });
            return Message(read.RootElement);
        }
        catch (JsonException e)
        {
            return new ProtocolLine.Refused("null", McpErrorCode.ParseError, $"the line is no JSON: {Reason(e)}");
        }
    }

    private static ProtocolLine Message(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.Array)
        {
            return Invalid("null", "batches are no part of the protocol since 2025-06-18; send each message on a line of its own");
        }

        if (message.ValueKind != JsonValueKind.Object)
        {
            return Invalid("null", "a message is a JSON object");
        }

        var hasId = message.TryGetProperty("id", out var id);
        if (hasId && !(id.ValueKind == JsonValueKind.String || (id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _))))
        {
            return Invalid("null", "an id is a text or a whole number");
        }

        var known = hasId ? id.GetRawText() : "null";
        if (!message.TryGetProperty("jsonrpc", out var version) || version.ValueKind != JsonValueKind.String || version.GetString() != "2.0")
        {
            return Invalid(known, "\"jsonrpc\" is missing or not \"2.0\"");
        }

        if (!message.TryGetProperty("method", out var method))
        {
            return message.TryGetProperty("result", out _) || message.TryGetProperty("error", out _)
                ? Handed(message, known)
                : Invalid(known, "\"method\" is missing");
        }

        if (method.ValueKind != JsonValueKind.String)
        {
            return Invalid(known, "\"method\" is no text");
        }

        return message.TryGetProperty("params", out var parameters) && Wrong(method.GetString()!, parameters) is { } reason
            ? new ProtocolLine.Refused(known, McpErrorCode.InvalidParams, reason)
            : Handed(message, known);
    }

    private static ProtocolLine Handed(JsonElement message, string id)
    {
        try
        {
            return message.Deserialize(Type<JsonRpcMessage>()) is JsonRpcMessage read ? new ProtocolLine.Message(read) : Invalid(id, "it is no message");
        }
        catch (JsonException e)
        {
            return Invalid(id, Reason(e));
        }
    }

    // The kit answers parameters of another shape with "An error occurred." and no reason.
    private static string? Wrong(string method, JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Object)
        {
            return "\"params\" is no object";
        }

        try
        {
            _ = method switch
            {
                "initialize" => (object?)parameters.Deserialize(Type<InitializeRequestParams>()),
                "tools/list" => parameters.Deserialize(Type<ListToolsRequestParams>()),
                "tools/call" => parameters.Deserialize(Type<CallToolRequestParams>()),
                _ => null,
            };
            return null;
        }
        catch (JsonException e)
        {
            return $"\"params\" of {method}: {Reason(e)}";
        }
    }

    private static System.Text.Json.Serialization.Metadata.JsonTypeInfo Type<T>() => McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    private static ProtocolLine.Refused Invalid(string id, string reason) => new(id, McpErrorCode.InvalidRequest, reason);

    // The names of our and the kit's types tell a client nothing.
    private static string Reason(JsonException e)
    {
        const string Missing = "was missing required properties including: ";
        var missing = e.Message.IndexOf(Missing, StringComparison.Ordinal);
        return missing >= 0 ? $"misses {e.Message[(missing + Missing.Length)..].TrimEnd('.')}"
            : e.Message.Contains("converted to", StringComparison.Ordinal) || e.Message.Contains("ModelContextProtocol", StringComparison.Ordinal)
                ? $"a value has the wrong type at {e.Path}"
                : e.Message;
    }
}
