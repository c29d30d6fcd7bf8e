using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>An answered sheet. Unanswered items count as wrong.</summary>
public sealed record GradeReport
{
    public required string Field { get; init; }

    public required Tally Total { get; init; }

    /// <summary>In the levels' order.</summary>
    public required IReadOnlyList<KeyValuePair<ItemLevel, Tally>> Levels { get; init; }

    /// <summary>Ids of items without an answer.</summary>
    public required IReadOnlyList<string> Unanswered { get; init; }
}
