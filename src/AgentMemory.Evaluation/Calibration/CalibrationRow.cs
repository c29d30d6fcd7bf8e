using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Calibration;

/// <summary>What became of the simulated learners of one kind.</summary>
public sealed record CalibrationRow
{
    public required SimulatedShape Shape { get; init; }

    public required int Tasks { get; init; }

    public required int Seeds { get; init; }

    /// <summary>True where one trial learns all tasks and whole trials were resampled.</summary>
    public required bool IsStream { get; init; }

    /// <summary>How many were simulated.</summary>
    public required int Learners { get; init; }

    /// <summary>How many got each verdict.</summary>
    public required IReadOnlyDictionary<VerdictWord, int> Verdicts { get; init; }

    /// <summary>How many intervals held the truth.</summary>
    public required IReadOnlyDictionary<CalibratedValue, int> Covered { get; init; }

    /// <summary>The share of the learners that got a verdict, from 0 to 1.</summary>
    public double Share(VerdictWord word) => (double)Verdicts.GetValueOrDefault(word) / Learners;

    /// <summary>The share of the intervals that held the truth, from 0 to 1.</summary>
    public double Coverage(CalibratedValue value) => (double)Covered.GetValueOrDefault(value) / Learners;
}

/// <summary>Values whose intervals are checked.</summary>
public enum CalibratedValue
{
    First,
    Final,
    Gain,
    LateSlope,
    Area,

    /// <summary>Final score less that of another learner of the same shape and of the same seeds.</summary>
    Difference,
}
