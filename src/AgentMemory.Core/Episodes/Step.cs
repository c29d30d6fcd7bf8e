using System.Text.Json.Serialization;

namespace AgentMemory.Core.Episodes;

/// <summary>One thing seen and the reply given to it.</summary>
/// <param name="Text">As in the view.</param>
/// <param name="Reply">As it took effect.</param>
public sealed record Step(string Text, string Reply)
{
    /// <summary>As in the view.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thing { get; init; }

    /// <summary>What was thought before the reply; null where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thought { get; init; }

    /// <summary>A view and the reply to it, without what was thought.</summary>
    public static Step Of(View view, string reply) => new(view.Text, reply) { Thing = view.Thing };
}
