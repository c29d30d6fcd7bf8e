namespace AgentMemory.Core.Models;

/// <summary>A model's own form of a conversation. Several threads may render at once.</summary>
public interface IChatTemplate
{
    /// <summary>How the model calls functions where its template shows them; null where it does not, and functions are told in words.</summary>
    ToolCallForm? ToolCalls { get; }

    /// <summary>The conversation as text.</summary>
    /// <exception cref="UserErrorException">The template fails, or refuses the conversation; the message holds its words.</exception>
    string Render(TemplateRequest request, CancellationToken cancellation);
}

/// <summary>A conversation for a chat template.</summary>
public sealed record TemplateRequest
{
    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<TemplateMessage> Messages { get; init; }

    /// <summary>Whether the text ends where the assistant's next answer begins.</summary>
    public required bool OpensAnswer { get; init; }

    /// <summary>Functions that may be called: each a JSON object with name, description and parameters.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}

/// <summary>A message of a conversation.</summary>
/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Content">Any text.</param>
public sealed record TemplateMessage(string Role, string Content)
{
    /// <summary>What the assistant called: each a JSON object with name and arguments.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];
}

/// <summary>How a model calls a function.</summary>
/// <param name="Opening">What it writes before the JSON object with name and arguments, such as &lt;tool_call&gt; with a line end.</param>
public sealed record ToolCallForm(string Opening);
