using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Verdicts.Judgement;

/// <summary>What the rule looks at: one learner on one task.</summary>
public sealed record VerdictEvidence
{
    /// <summary>Points of the grid, the first one included.</summary>
    public required int Points { get; init; }

    /// <summary>Units that count.</summary>
    public required int Units { get; init; }

    /// <summary>How many of these are solved; null where the optimum is not known, so that no unit can be said to be.</summary>
    public required int? Solved { get; init; }

    /// <summary>The lowest mean over the late window of any unit.</summary>
    public required double LowestLevel { get; init; }

    public required Interval Gain { get; init; }

    public required Interval Change { get; init; }

    /// <summary>The change over the late window that counts as none; null offers no plateau.</summary>
    public required double? Epsilon { get; init; }

    /// <summary>True where there is enough to judge by.</summary>
    public bool IsEnough => Points >= VerdictRule.PointsMin && Units >= VerdictRule.UnitsMin;

    /// <summary>True where the whole interval of the change counts as none.</summary>
    public bool IsFlat => Epsilon is { } epsilon
        && Change.Low >= -epsilon - UnitMean.Tiny && Change.High <= epsilon + UnitMean.Tiny;
}

/// <summary>The words; the first that fits counts. docs/verdict.md says the same in prose and what it can and cannot do.</summary>
public static class VerdictRule
{
    /// <summary>Fewer points decide nothing.</summary>
    public const int PointsMin = 7;

    /// <summary>Fewer units decide nothing.</summary>
    public const int UnitsMin = 3;

    /// <summary>Fewer units cannot show a plateau.</summary>
    public const int FlatUnitsMin = 5;

    /// <summary>Of first, final, gain and differences; each end of the change holds at it too.</summary>
    public const double Confidence = 0.95;

    /// <summary>Of both ends of the change together: each end holds with 95%.</summary>
    public const double ChangeConfidence = 0.90;

    /// <summary>The chance of any false rise among a learner's tasks.</summary>
    public const double HeadlineLevel = 0.05;

    /// <summary>Below this a unit is far from solved.</summary>
    public const double SplitLevelMax = 0.5;

    /// <summary>The word of one learner on one task.</summary>
    public static VerdictWord Of(VerdictEvidence evidence)
    {
        if (!evidence.IsEnough)
        {
            return VerdictWord.Undecided;
        }

        if (evidence.Solved == evidence.Units)
        {
            return VerdictWord.Solved;
        }

        if (evidence.IsFlat)
        {
            return evidence.Units < FlatUnitsMin ? VerdictWord.Undecided
                : evidence.Solved >= 1 && evidence.LowestLevel < SplitLevelMax ? VerdictWord.Split
                : VerdictWord.Plateaued;
        }

        return evidence.Gain.IsAboveZero && evidence.Change.IsAboveZero ? VerdictWord.Improving
            : evidence.Change.IsBelowZero ? VerdictWord.Declining
            : VerdictWord.Undecided;
    }
}
