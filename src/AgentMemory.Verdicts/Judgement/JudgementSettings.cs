using AgentMemory.Core;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What a judgement is set by. All of it is in the plan before the run.</summary>
public sealed record JudgementSettings
{
    /// <summary>Epsilon where scores have a scale and none is given.</summary>
    public const double EpsilonOnScale = 0.05;

    /// <summary>What epsilon may be of curves that have any scale.</summary>
    public static NumberRange<double> Epsilons { get; } = new(1e-12, 1e12);

    /// <summary>What an optimum may be.</summary>
    public static NumberRange<double> Optima { get; } = new(1e-12, 1e12);

    /// <summary>
    /// The change over the whole late window that counts as none, in score; null takes <see cref="EpsilonOnScale"/> where the optimum
    /// is known, and offers no plateau elsewhere.
    /// </summary>
    public double? Epsilon { get; init; }

    /// <summary>The best possible score, by which all scores are divided; null takes them as they are.</summary>
    public double? Optimum { get; init; }

    /// <summary>True where one trial learnt all tasks: seeds are then averaged over the tasks first.</summary>
    public bool IsStream { get; init; }

    /// <summary>The trials of streams and the order in which each learnt its tasks, for the transfer matrix; null where it is not known.</summary>
    public IReadOnlyList<StreamOrder>? Orders { get; init; }

    /// <summary>Hash of the plan, or null.</summary>
    public string? PlanSha256 { get; init; }

    /// <summary>The model that played, or null.</summary>
    public JudgedModel? Model { get; init; }

    /// <summary>What the plan could show; null where there is no plan.</summary>
    public PlanPower? Power { get; init; }

    /// <summary>The name of the learner that never learns, with which streams are compared; null where there is none.</summary>
    public string? NoLearning { get; init; }

    /// <summary>What the run itself has to warn of: documents left out, a device changed. They come after ours.</summary>
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

    /// <summary>Operations that its pretraining took; null where they are not known, which is never the same as none.</summary>
    public double? PretrainingFlops { get; init; }
}
