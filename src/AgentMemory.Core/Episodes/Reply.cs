namespace AgentMemory.Core.Episodes;

/// <summary>A reply after it was read. Closed.</summary>
public abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>A reply that the view allows.</summary>
    public sealed record Legal(string Text) : Reply;

    /// <summary>Anything else. A random legal reply takes its place, and it is counted apart from skill.</summary>
    public sealed record Unreadable(string Text) : Reply;
}
