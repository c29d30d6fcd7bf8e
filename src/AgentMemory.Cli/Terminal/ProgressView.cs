using AgentMemory.Core.Ledger;

namespace AgentMemory.Cli.Terminal;

/// <summary>How a comparison stands at one moment: all that a display shows.</summary>
internal sealed record ProgressView
{
    public required string Plan { get; init; }

    public required string Model { get; init; }

    public required string Device { get; init; }

    public required string Folder { get; init; }

    /// <summary>What is done before the first block; null once blocks are being done.</summary>
    public required string? Stage { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Null where nothing is measured yet.</summary>
    public required TimeSpan? Left { get; init; }

    public required int BlocksDone { get; init; }

    public required int BlocksTotal { get; init; }

    /// <summary>The block in progress; null before the first and after the last.</summary>
    public required BlockPlace? Now { get; init; }

    public required int Seeds { get; init; }

    /// <summary>The number of a trial's last block.</summary>
    public required int Blocks { get; init; }

    /// <summary>Names of the plan's streams.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    public required IReadOnlyList<LearnerProgress> Learners { get; init; }
}

/// <summary>A block of a trial.</summary>
internal sealed record BlockPlace(TrialKey Trial, int Block);

/// <summary>How far one learner is.</summary>
/// <param name="Name">As the plan names it.</param>
/// <param name="BlocksDone">In all of its trials.</param>
/// <param name="BlocksTotal">Of the plan.</param>
/// <param name="Curve">Mean score at each block that some trial has reached.</param>
/// <param name="Tokens">Read, written and trained on.</param>
/// <param name="Time">What its blocks took.</param>
internal sealed record LearnerProgress(string Name, int BlocksDone, int BlocksTotal, IReadOnlyList<double> Curve, long Tokens, TimeSpan Time);
