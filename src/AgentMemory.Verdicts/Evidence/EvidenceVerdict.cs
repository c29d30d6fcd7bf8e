using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>How much of what its own games told one learner turned into right answers, on one task. docs/evidence.md has the rules.</summary>
public sealed record EvidenceVerdict
{
    public required string Task { get; init; }

    /// <summary>The group that the plan reports the task with, or null.</summary>
    public required string? Group { get; init; }

    public required string Learner { get; init; }

    /// <summary>memory, weights, both or reference.</summary>
    public required string? Path { get; init; }

    /// <summary>What sets it apart from the same learner in other settings; empty where there is none.</summary>
    public required string Setting { get; init; }

    public required EvidenceReading Reading { get; init; }

    /// <summary>Of a learner that does not infer: whether it stores what it met; null elsewhere, and where that is not known.</summary>
    public required bool? Stores { get; init; }

    /// <summary>Plain sentences.</summary>
    public required string Why { get; init; }

    /// <summary>How many worlds all of it rests on.</summary>
    public required int Worlds { get; init; }

    /// <summary>Mean over the worlds.</summary>
    public required double HiddenBits { get; init; }

    /// <summary>Against the same learner with twice the memory; null where there is none.</summary>
    public required EvidenceShift<KneeReading>? Knee { get; init; }

    /// <summary>Against the exact reader of what its prompts held; null for learners that keep nothing there.</summary>
    public required EvidenceShift<WindowReading>? Window { get; init; }

    /// <summary>Score of the last three exams less that before any game; on what was never met.</summary>
    public required Interval Gain { get; init; }

    /// <summary>The same on what was met; null where it is not asked.</summary>
    public required Interval? GainOfMet { get; init; }

    /// <summary>Of log2 of the games' worth on log2 of the games: 1 along the diagonal; null with fewer than two late exams.</summary>
    public required Interval? Slope { get; init; }

    /// <summary>Doublings by which it is behind the exact reader; null without late exams.</summary>
    public required Interval? Behind { get; init; }

    /// <summary>log2 of the games' worth at the end; null where bits are not known.</summary>
    public required Interval? Level { get; init; }

    /// <summary>One for each exam.</summary>
    public required IReadOnlyList<EvidencePoint> Points { get; init; }
}

/// <summary>A difference of two levels, in doublings of games.</summary>
/// <param name="Reading">What it says.</param>
/// <param name="Shift">The other's level less the learner's.</param>
/// <param name="Other">The other learner, or empty where it is the exact reader of the prompt.</param>
public sealed record EvidenceShift<TReading>(TReading Reading, Interval Shift, string Other);

/// <summary>One exam; means over the worlds.</summary>
public sealed record EvidencePoint
{
    /// <summary>Games before it.</summary>
    public required int Games { get; init; }

    /// <summary>E: bits that its games had told an exact reader.</summary>
    public required double AvailableBits { get; init; }

    public required double Score { get; init; }

    /// <summary>
    /// U: the bits at which an exact reader has the same score, cut to what is hidden; null where a score cannot be turned into bits.
    /// </summary>
    public required Interval? UsedBits { get; init; }

    /// <summary>U is a lower bound.</summary>
    public required bool IsAtLeast { get; init; }

    /// <summary>The games after which an exact reader has so many bits; null as U.</summary>
    public required double? GamesWorth { get; init; }

    /// <summary>How much better it answers what it met by now than before any game; null where nothing was met.</summary>
    public required double? Met { get; init; }

    /// <summary>The bits that its prompts held, by the score of their exact reader; null for learners that keep nothing there.</summary>
    public required Interval? HeldBits { get; init; }

    /// <summary>Operations so far, pretraining aside.</summary>
    public required double? Flops { get; init; }
}
