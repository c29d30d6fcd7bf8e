using System.Text.Json;
using AgentMemory.Agents.Replies;
using AgentMemory.Agents.Schemas;
using Microsoft.Extensions.AI;

namespace AgentMemory.Agents.Chat;

/// <summary>Options of Microsoft.Extensions.AI as an order for one reply. They are read and never changed.</summary>
internal static class ChatOrder
{
    /// <exception cref="ArgumentException">A number is out of range, a tool that must be called is not offered.</exception>
    /// <exception cref="NotSupportedException">A tool is no function.</exception>
    public static ReplyOrder Of(ChatOptions? options, ChatSettings settings, int contextTokens)
    {
        var tools = options?.ToolMode is NoneChatToolMode ? [] : Tools(options);
        if (options?.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            tools = [.. tools.Where(tool => tool.Name == name)];
            if (tools.Count == 0)
            {
                throw new ArgumentException($"the function {name} must be called and is not among the tools", nameof(options));
            }
        }

        if (options?.ToolMode is RequiredChatToolMode && tools.Count == 0)
        {
            throw new ArgumentException("a function must be called and there are no tools", nameof(options));
        }

        return new ReplyOrder
        {
            Tools = tools,
            MustCall = options?.ToolMode is RequiredChatToolMode,
            Format = Format(options),
            Stops = [.. options?.StopSequences?.Where(stop => stop.Length > 0) ?? []],
            // The other half of the window is for what is read.
            TokensMax = Math.Min(Positive(options?.MaxOutputTokens ?? settings.ReplyTokensMax), Math.Max(1, contextTokens / 2)),
            Temperature = NotNegative(options?.Temperature ?? settings.Temperature),
            Seed = options?.Seed is { } seed ? unchecked((ulong)seed) : settings.Seed,
        };
    }

    /// <summary>The schema that a reply is told to have; null where it is any words.</summary>
    public static string? FormatText(ChatOptions? options) => options?.ResponseFormat is ChatResponseFormatJson format
        ? format.Schema is { } schema ? JsonSerializer.Serialize(schema, JsonText.Options) : "{}"
        : null;

    private static List<ToolForm> Tools(ChatOptions? options)
    {
        var tools = new List<ToolForm>();
        foreach (var tool in options?.Tools ?? [])
        {
            if (tool is not AIFunctionDeclaration function)
            {
                throw new NotSupportedException($"the tool {tool.Name} is no function, and a local model has no others; leave it out");
            }

            var line = JsonSerializer.Serialize(
                new { name = function.Name, description = function.Description, parameters = function.JsonSchema }, JsonText.Options);
            tools.Add(new ToolForm(function.Name, line, SchemaReader.Read(function.JsonSchema, function.Name)));
        }

        return tools;
    }

    private static SchemaForm? Format(ChatOptions? options) => options?.ResponseFormat is not ChatResponseFormatJson format
        ? null
        : format.Schema is { } schema
            ? SchemaReader.Read(schema, format.SchemaName ?? "the reply")
            : new SchemaForm(new JsonForm.Map(new JsonForm.Anything()), new Dictionary<string, JsonForm>());

    private static int Positive(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        return tokens;
    }

    private static double NotNegative(double temperature) => temperature >= 0 && double.IsFinite(temperature)
        ? temperature
        : throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "a temperature is 0 or more");
}
