using AgentMemory.Core;
using AgentMemory.Evaluation.Curves;
using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>What a judgement is set by. All of it stands in the plan before the run.</summary>
public sealed record JudgementSettings
{
    /// <summary>Epsilon where scores have a scale and none is given.</summary>
    public const double EpsilonOnScale = 0.05;

    /// <summary>What epsilon may be of curves that have any scale.</summary>
    public static NumberRange<double> Epsilons { get; } = new(1e-12, 1e12);

    /// <summary>What confidence may be.</summary>
    public static NumberRange<double> Confidences { get; } = new(0.5, 0.999);

    /// <summary>
    /// The change over the whole late window that counts as none, in score; null takes <see cref="EpsilonOnScale"/> where
    /// floor and ceiling are known, and offers no plateau elsewhere.
    /// </summary>
    public double? Epsilon { get; init; }

    /// <summary>Of every interval, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How the ends of intervals are found; the protocol's way unless a plan says otherwise.</summary>
    public IntervalForm Intervals { get; init; } = IntervalForm.Percentile;

    /// <summary>How a rise or fall at the end is told; the protocol's way unless a plan says otherwise.</summary>
    public TrendForm Trend { get; init; } = TrendForm.Slope;

    /// <summary>Bootstrap resamples.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Rules the resamples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The trials of streams, the same for all learners; null where every task is learnt by a trial of its own. With it
    /// whole trials are resampled and the transfer matrix is made.
    /// </summary>
    public IReadOnlyList<StreamOrder>? Stream { get; init; }

    /// <summary>Hash of the plan, or null.</summary>
    public string? PlanSha256 { get; init; }

    /// <summary>The model that played, or null.</summary>
    public JudgedModel? Model { get; init; }

    /// <summary>The learner that tries each exam episode several times and keeps nothing.</summary>
    public string Retry { get; init; } = "retry";

    /// <summary>The learner that never learns.</summary>
    public string Frozen { get; init; } = "frozen";

    /// <summary>What the run itself has to warn of: documents left out, a device changed. Stand behind ours.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];
}

/// <summary>The model behind the learners.</summary>
public sealed record JudgedModel
{
    public required string Id { get; init; }

    /// <summary>Lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    public required string Architecture { get; init; }

    /// <summary>Number of weights.</summary>
    public required long Parameters { get; init; }
}
