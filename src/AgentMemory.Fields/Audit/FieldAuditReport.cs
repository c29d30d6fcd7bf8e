using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Audit;

/// <summary>What an audit of one family and size found.</summary>
public sealed record FieldAuditReport
{
    public required string Family { get; init; }

    public required int Concepts { get; init; }

    /// <summary>Number of fields looked at, one a seed.</summary>
    public required int Fields { get; init; }

    /// <summary>Exam items looked at, by level.</summary>
    public required IReadOnlyDictionary<ItemLevel, int> Levels { get; init; }

    /// <summary>Number of broken promises.</summary>
    public required int FaultCount { get; init; }

    /// <summary>The first of them, in words.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public required IReadOnlyList<BlindChooser> Blind { get; init; }

    /// <summary>No promise is broken and no chooser leaves the floor.</summary>
    public bool Holds => FaultCount == 0 && Blind.All(b => b.IsAtFloor);
}
