using AgentMemory.Core.Models;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;

namespace AgentMemory.Training.Lessons;

/// <summary>What <c>agentmemory train</c> is set by.</summary>
public sealed record AdapterTrainingSettings
{
    public required AdapterShape Adapter { get; init; }

    public required OptimizerSettings Optimizer { get; init; }

    /// <summary>Most passes over the lessons; null for as many as <see cref="StepsMin"/> takes, and at least ten.</summary>
    public required int? Epochs { get; init; }

    /// <summary>Tokens of a batch.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>Batches whose gradients are added up for one optimiser step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Share of the adapter's inner numbers left out of each pass.</summary>
    public double Dropout { get; init; }

    /// <summary>Share of the lessons kept apart to measure on; 0 measures nothing and never stops early.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Never stopped early before as many steps.</summary>
    public int StepsMin { get; init; } = 200;

    /// <summary>Steps between two measurements; each is followed by a checkpoint.</summary>
    public int MeasureSteps { get; init; } = 25;

    /// <summary>Measurements without a better one after which training stops.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>Behind a completion the model's own end of text is to be predicted.</summary>
    public bool EndsText { get; init; } = true;

    /// <summary>How the frozen base is held.</summary>
    public BaseWeights Base { get; init; }

    /// <summary>An adapter to go on from, or null for a fresh one.</summary>
    public AdapterFile? Start { get; init; }

    public int Threads { get; init; } = 1;

    /// <summary>The device's name as the libraries give it, or null for the processor.</summary>
    public string? Device { get; init; }

    public ulong Seed { get; init; } = 1;
}

/// <summary>How far training is.</summary>
/// <param name="Step">Optimiser steps taken.</param>
/// <param name="StepsMax">Steps of all epochs.</param>
/// <param name="Loss">Mean over the last step's tokens, in nats.</param>
/// <param name="ValidationLoss">On the lessons kept apart, where it was just measured.</param>
/// <param name="TokensPerSecond">Since this process began.</param>
/// <param name="TimeLeft">Until all epochs are done, at the pace so far.</param>
public sealed record AdapterProgress(
    long Step, long StepsMax, double Loss, double? ValidationLoss, double TokensPerSecond, TimeSpan TimeLeft);

/// <summary>How training ended.</summary>
/// <param name="Steps">Optimiser steps taken.</param>
/// <param name="BestStep">The step whose adapter was kept.</param>
/// <param name="FirstLoss">On the lessons kept apart, before training; null where none are.</param>
/// <param name="BestLoss">On the lessons kept apart, of the adapter kept; null where none are.</param>
/// <param name="Ending">Why it ended.</param>
/// <param name="Cost">What it took, earlier processes included but for their seconds.</param>
public sealed record AdapterResult(
    long Steps, long BestStep, double? FirstLoss, double? BestLoss, AdapterEnding Ending, Cost Cost);

/// <summary>Why training ended.</summary>
public enum AdapterEnding
{
    /// <summary>All epochs done.</summary>
    Done,

    /// <summary>No longer better on the lessons kept apart.</summary>
    Stopped,

    /// <summary>Loss or gradient was no number; the last good adapter was kept.</summary>
    Diverged,
}
