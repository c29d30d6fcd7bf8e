using System.Globalization;
using System.Text.Json;
using AgentMemory.Core;
using Microsoft.Extensions.AI;

namespace AgentMemory.Agents.Functions;

/// <summary>A function of the list as Microsoft.Extensions.AI and Semantic Kernel take it.</summary>
public sealed class AgentAIFunction : AIFunction
{
    private readonly AgentFunction _function;

    public AgentAIFunction(AgentFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
    }

    /// <inheritdoc/>
    public override string Name => _function.Name;

    /// <inheritdoc/>
    public override string Description => _function.Summary;

    /// <inheritdoc/>
    public override JsonElement JsonSchema => _function.InputSchema;

    /// <inheritdoc/>
    public override JsonElement? ReturnJsonSchema => _function.OutputSchema;

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">An argument cannot be used, or what was asked for cannot be done.</exception>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var read = _function.Read(arguments.Select(argument => KeyValuePair.Create(argument.Key, Element(argument.Key, argument.Value))));
        return ValueTask.FromResult<object?>(JsonSerializer.SerializeToElement(_function.Call(read, cancellationToken)));
    }

    // Prompt templates have texts alone: a whole number in digits is one.
    private JsonElement Element(string name, object? value) =>
        _function.Arguments.OfType<AgentArgument.Whole>().FirstOrDefault(argument => argument.Name == name) is { } whole
        && (value is JsonElement { ValueKind: JsonValueKind.String } element ? element.GetString() : value as string) is { } digits
        && whole.Range.TryRead(digits, out var number)
            ? JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture))
            : value is JsonElement given ? given : JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions);
}
