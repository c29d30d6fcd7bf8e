using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMemory.Core;

namespace AgentMemory.Agents.Functions;

/// <summary>
/// Something that an agent may do, told once: from this description follow the Semantic Kernel function, the function of
/// Microsoft.Extensions.AI, and the tool of the Model Context Protocol.
/// </summary>
public sealed class AgentFunction
{
    private readonly Func<FunctionArguments, CancellationToken, JsonObject> _work;

    /// <param name="name">Letters and underscores: what all three protocols allow.</param>
    /// <param name="title">A few words for people.</param>
    /// <param name="summary">What it does and when to call it, for a model.</param>
    /// <param name="effect">What it changes.</param>
    /// <param name="arguments">In the order in which they are shown.</param>
    /// <param name="output">JSON schema of what it gives.</param>
    /// <param name="work">Does it; throws UserErrorException for what cannot be done.</param>
    internal AgentFunction(
        string name,
        string title,
        string summary,
        FunctionEffect effect,
        IReadOnlyList<AgentArgument> arguments,
        string output,
        Func<FunctionArguments, CancellationToken, JsonObject> work)
    {
        (Name, Title, Summary, Effect, Arguments, _work) = (name, title, summary, effect, arguments, work);
        InputSchema = SchemaOf(arguments);
        OutputSchema = JsonElement.Parse(output);
    }

    public string Name { get; }

    public string Title { get; }

    public string Summary { get; }

    public FunctionEffect Effect { get; }

    public IReadOnlyList<AgentArgument> Arguments { get; }

    /// <summary>What it takes, as a JSON schema.</summary>
    public JsonElement InputSchema { get; }

    /// <summary>What it gives, as a JSON schema of an object.</summary>
    public JsonElement OutputSchema { get; }

    /// <summary>Checks the arguments of a call.</summary>
    /// <exception cref="UserErrorException">One is missing, unknown, of another type or out of range.</exception>
    public FunctionArguments Read(IEnumerable<KeyValuePair<string, JsonElement>> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return FunctionArguments.Read(this, arguments);
    }

    /// <summary>Does what was asked for. Safe to call from several threads.</summary>
    /// <exception cref="UserErrorException">It cannot be done: no such passage, no such game, a full disk.</exception>
    public JsonObject Call(FunctionArguments arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _work(arguments, cancellation);
    }

    private static JsonElement SchemaOf(IReadOnlyList<AgentArgument> arguments)
    {
        var properties = new JsonObject();
        foreach (var argument in arguments)
        {
            properties[argument.Name] = argument.Schema();
        }

        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. arguments.Where(a => a.MustBeGiven).Select(a => JsonValue.Create(a.Name))]),
            ["additionalProperties"] = false,
        });
    }
}

/// <summary>What a call changes; clients ask people before the last one.</summary>
public enum FunctionEffect
{
    /// <summary>Nothing.</summary>
    Reads,

    /// <summary>Something is added; nothing is lost, and the same call again adds nothing.</summary>
    Adds,

    /// <summary>A state goes on; the same call again does something else.</summary>
    Advances,

    /// <summary>Something is lost for good.</summary>
    Erases,
}
