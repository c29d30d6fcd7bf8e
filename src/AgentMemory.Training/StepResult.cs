using AgentMemory.Training.Batches;

namespace AgentMemory.Training;

/// <summary>What one step did.</summary>
/// <param name="Loss">Weighted loss over the step's batches, before the weights moved.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Taken">False where loss or gradient was not a number: the weights are as they were before.</param>
public sealed record StepResult(double Loss, double GradientNorm, double Rate, bool Taken);

/// <summary>The batches of one step, and how much of the run is over before it, 0 to 1.</summary>
public readonly record struct TrainingStep(IReadOnlyList<Batch> Batches, double Progress);

/// <summary>What a run of steps did.</summary>
/// <param name="FirstLoss">Of the first step; NaN where none was taken.</param>
/// <param name="LastLoss">Of the last one.</param>
/// <param name="Diverged">Loss or gradient was no number; the last good weights were kept.</param>
public sealed record TrainingRun(double FirstLoss, double LastLoss, bool Diverged);
