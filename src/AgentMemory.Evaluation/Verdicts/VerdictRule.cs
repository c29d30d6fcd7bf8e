using AgentMemory.Evaluation.Statistics;

namespace AgentMemory.Evaluation.Verdicts;

/// <summary>What the rule looks at.</summary>
public sealed record VerdictEvidence
{
    /// <summary>Steps, the first one included.</summary>
    public required int Steps { get; init; }

    /// <summary>Seeds, of the task that has the fewest.</summary>
    public required int Seeds { get; init; }

    public required Interval Final { get; init; }

    public required Interval Gain { get; init; }

    public required Interval LateSlope { get; init; }

    /// <summary>The change over the late window that counts as none; null offers no plateau.</summary>
    public required double? Epsilon { get; init; }

    /// <summary>
    /// True where 1 is the ceiling: floor and ceiling are known, or an epsilon was given for scores that never leave -1 to 1.
    /// </summary>
    public required bool OneIsBest { get; init; }

    /// <summary>What ranks say, where the plan asks for them in place of the intervals of gain and slope; else null.</summary>
    public LateTrend? Trend { get; init; }

    /// <summary>True where nothing is missing that the rule looks at.</summary>
    public bool IsComplete => Gain.HasEnds && LateSlope.HasEnds && (Trend is null || Trend.HasEnds);

    /// <summary>Above its own start, and rising at the end.</summary>
    public bool IsRising => Trend?.IsRising ?? (Gain.IsAboveZero && LateSlope.IsAboveZero);

    /// <summary>Falling at the end.</summary>
    public bool IsFalling => Trend?.IsFalling ?? LateSlope.IsBelowZero;

    /// <summary>The change over the whole late window.</summary>
    public Interval LateChange => LateSlope.Scaled(Math.Max(0, LateWindow.Steps(Steps) - 1));
}

/// <summary>The four verdicts; the first that fits counts.</summary>
public static class VerdictRule
{
    /// <summary>Fewer steps decide nothing.</summary>
    public const int StepsMin = 6;

    /// <summary>Fewer seeds decide nothing.</summary>
    public const int SeedsMin = 2;

    /// <summary>The verdict on one learner.</summary>
    public static VerdictWord Of(VerdictEvidence evidence)
    {
        if (evidence.Steps < StepsMin || evidence.Seeds < SeedsMin || !evidence.IsComplete)
        {
            return VerdictWord.Undecided;
        }

        if (evidence.Epsilon is { } epsilon && evidence.LateChange.Low >= -epsilon && evidence.LateChange.High <= epsilon)
        {
            return VerdictWord.Plateaued;
        }

        return evidence.IsRising ? VerdictWord.Improving
            : evidence.IsFalling ? VerdictWord.Declining
            : VerdictWord.Undecided;
    }

    /// <summary>True for a plateau within epsilon of the ceiling: nothing was left to learn.</summary>
    public static bool IsSolved(VerdictEvidence evidence) =>
        evidence.OneIsBest && evidence.Final.Value >= 1 - evidence.Epsilon && Of(evidence) == VerdictWord.Plateaued;
}
