using AgentMemory.Evaluation.Statistics;
using AgentMemory.Evaluation.Verdicts;

namespace AgentMemory.Evaluation.Calibration;

/// <summary>What a calibration simulates.</summary>
public sealed record CalibrationSettings
{
    /// <summary>Learners simulated for each row.</summary>
    public int Learners { get; init; } = 1000;

    public IReadOnlyList<SimulatedShape> Shapes { get; init; } = Enum.GetValues<SimulatedShape>();

    public IReadOnlyList<int> Tasks { get; init; } = [1, 4, 8];

    public IReadOnlyList<int> Seeds { get; init; } = [3, 5, 10];

    /// <summary>Exams of each run, the first one included.</summary>
    public int Steps { get; init; } = 13;

    /// <summary>Also simulate streams, where there is more than one task.</summary>
    public bool Streams { get; init; } = true;

    public SimulationNoise Noise { get; init; } = new();

    /// <summary>Bootstrap resamples of each judgement.</summary>
    public int Resamples { get; init; } = 2000;

    public double Confidence { get; init; } = 0.95;

    /// <summary>How the ends of intervals are found.</summary>
    public IntervalForm Intervals { get; init; } = IntervalForm.Percentile;

    /// <summary>How a rise or fall at the end is told.</summary>
    public TrendForm Trend { get; init; } = TrendForm.Slope;

    /// <summary>Rules every simulated learner.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Runs of each task from which the truth is taken.</summary>
    public int TruthSeeds { get; init; } = 20_000;
}
