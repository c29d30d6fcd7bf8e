namespace AgentMemory.Memory;

/// <summary>Something that was said in a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Text">Any text.</param>
public sealed record ChatTurn(string Role, string Text)
{
    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";
}
