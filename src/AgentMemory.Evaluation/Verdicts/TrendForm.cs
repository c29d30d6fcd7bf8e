using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>How it is told whether a learner still rises or falls at the end.</summary>
public enum TrendForm
{
    /// <summary>The protocol's: the intervals of the gain and of the late slope.</summary>
    Slope,

    /// <summary>
    /// By ranks: Kendall's tau of each run's late window, and the late window's mean less the first score, both averaged
    /// over runs with Student's t. "Improving" needs both, so that each may be tested on one side at the whole level and
    /// the two together still err no more often (intersection-union test, Berger 1982). eval/results/verdict/ shows how
    /// often either form is right.
    /// </summary>
    Ranks,
}

/// <summary>What the form <see cref="TrendForm.Ranks"/> looks at; each end holds by itself at the confidence asked for.</summary>
/// <param name="Ranks">Mean over runs of Kendall's tau over the late window, -1 to 1.</param>
/// <param name="Gain">Mean over runs of the late window's mean score less the first score.</param>
public sealed record LateTrend(Interval Ranks, Interval Gain)
{
    /// <summary>True where nothing is missing.</summary>
    public bool HasEnds => Ranks.HasEnds && Gain.HasEnds;

    /// <summary>Above its own start, and rising.</summary>
    public bool IsRising => Ranks.IsAboveZero && Gain.IsAboveZero;

    /// <summary>Falling, whatever came before.</summary>
    public bool IsFalling => Ranks.IsBelowZero;
}
