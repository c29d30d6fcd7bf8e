namespace AgentMemory.Memory.Passages;

/// <summary>What a subject is compared by: "Where Ana lives " and "where ana lives" are one.</summary>
internal static class Topic
{
    public static string? Of(string? subject) => subject?.Trim().ToLowerInvariant();
}
