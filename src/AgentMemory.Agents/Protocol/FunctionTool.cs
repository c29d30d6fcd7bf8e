using System.Text.Json;
using AgentMemory.Agents.Functions;
using AgentMemory.Agents.Schemas;
using AgentMemory.Core;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AgentMemory.Agents.Protocol;

/// <summary>A function of the list as a tool of the Model Context Protocol.</summary>
internal sealed class FunctionTool(AgentFunction function) : McpServerTool
{
    /// <inheritdoc/>
    public override Tool ProtocolTool { get; } = new()
    {
        Name = function.Name,
        Title = function.Title,
        Description = function.Summary,
        InputSchema = function.InputSchema,
        OutputSchema = function.OutputSchema,
        Annotations = new ToolAnnotations
        {
            Title = function.Title,
            ReadOnlyHint = function.Effect == FunctionEffect.Reads,
            DestructiveHint = function.Effect == FunctionEffect.Erases,
            IdempotentHint = function.Effect is FunctionEffect.Reads or FunctionEffect.Adds,
            OpenWorldHint = false,
        },
    };

    /// <inheritdoc/>
    public override IReadOnlyList<object> Metadata => [];

    /// <summary>
    /// Arguments that the input schema refuses are the protocol's error -32602; what cannot be done (no such passage) is a result
    /// that says so, for the model to read.
    /// </summary>
    public override ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var arguments = Read(request.Params?.Arguments ?? new Dictionary<string, JsonElement>());
        try
        {
            var result = JsonSerializer.SerializeToElement(function.Call(arguments, cancellationToken));
            return ValueTask.FromResult(new CallToolResult
            {
                StructuredContent = result,
                Content = [new TextContentBlock { Text = JsonSerializer.Serialize(result, JsonText.Options) }],
            });
        }
        catch (UserErrorException e)
        {
            return ValueTask.FromResult(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = e.Message }] });
        }
    }

    private FunctionArguments Read(IDictionary<string, JsonElement> arguments)
    {
        try
        {
            return function.Read(arguments);
        }
        catch (UserErrorException e)
        {
            throw new McpProtocolException(e.Message, e, McpErrorCode.InvalidParams);
        }
    }
}
