using AgentMemory.Core;

namespace AgentMemory.Experiments.Plans;

/// <summary>What the counts of a comparison may be, in a plan and on the command line.</summary>
public static class PlanRanges
{
    public static NumberRange<int> Seeds { get; } = new(1, 1_000);

    public static NumberRange<int> Blocks { get; } = new(1, 10_000);

    /// <summary>Practice episodes a block.</summary>
    public static NumberRange<int> Practice { get; } = new(1, 100_000);

    /// <summary>Exam episodes a block.</summary>
    public static NumberRange<int> Exam { get; } = new(1, 100_000);

    /// <summary>Tokens of a window.</summary>
    public static NumberRange<int> Window { get; } = new(64, 10_000_000);

    /// <summary>Tokens of a thought.</summary>
    public static NumberRange<int> Thinking { get; } = new(0, 1_000_000);

    /// <summary>Trials of a run: seeds times streams times learners; each is made before the first begins.</summary>
    public const int TrialsMax = 100_000;

    /// <summary>Episodes of a run, practice and exams: each becomes a row of the ledger.</summary>
    public const long EpisodesMax = 100_000_000;
}
