namespace AgentMemory.Agents.Chat;

/// <summary>Something that was said in a conversation.</summary>
/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Text">Any text; what was called is no part of it.</param>
public sealed record ChatTurn(string Role, string Text)
{
    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";

    /// <summary>What a function gave: fenced already, since it may hold anything.</summary>
    public const string Tool = "tool";

    /// <summary>What the assistant called: each a JSON object with name and arguments.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];
}
