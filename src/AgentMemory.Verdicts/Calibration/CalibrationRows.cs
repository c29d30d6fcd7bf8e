using AgentMemory.Verdicts.Judgement;

namespace AgentMemory.Verdicts.Calibration;

/// <summary>What words simulated learners of one kind got on one task.</summary>
public sealed record WordRow
{
    public required string Kind { get; init; }

    public required int Points { get; init; }

    /// <summary>Standard deviation of one exam, or the sampled items of one.</summary>
    public required string Exam { get; init; }

    public required double Autocorrelation { get; init; }

    /// <summary>Standard deviation between worlds of the change from the first point to the last.</summary>
    public required double Drift { get; init; }

    public required int Units { get; init; }

    public required int Replications { get; init; }

    /// <summary>How many got which word.</summary>
    public required IReadOnlyDictionary<VerdictWord, int> Words { get; init; }

    /// <summary>The share of a word, from 0 to 1.</summary>
    public double Share(VerdictWord word) => (double)Words.GetValueOrDefault(word) / Replications;
}

/// <summary>How often learners of several tasks are called improving where they are not, and where they are.</summary>
/// <param name="Kind">What the tasks do.</param>
/// <param name="Tasks">How many.</param>
/// <param name="Units">Worlds of each.</param>
/// <param name="Replications">How many learners.</param>
/// <param name="FalseWord">Share of learners with the word on any task that does not rise.</param>
/// <param name="FalseHeadline">Share of learners that the headline counts such a task for.</param>
/// <param name="FoundWord">Of the tasks that rise, the share with the word.</param>
/// <param name="FoundHeadline">Of the tasks that rise, the share that the headline counts.</param>
public sealed record HeadlineRow(
    string Kind, int Tasks, int Units, int Replications, double FalseWord, double FalseHeadline, double? FoundWord, double? FoundHeadline);

/// <summary>How often 95% intervals of a mean hold the truth.</summary>
/// <param name="Kind">How worlds are spread.</param>
/// <param name="Units">How many.</param>
/// <param name="Replications">How many samples.</param>
/// <param name="Covered">Share, from 0 to 1.</param>
public sealed record CoverageRow(string Kind, int Units, int Replications, double Covered);

/// <summary>What the plan's formula promises against what simulation gives.</summary>
/// <param name="Kind">plateau or gain.</param>
/// <param name="Points">Of each curve.</param>
/// <param name="Noise">Of one exam.</param>
/// <param name="Units">Worlds.</param>
/// <param name="Replications">How many learners.</param>
/// <param name="Promised">Share, from 0 to 1.</param>
/// <param name="Simulated">Share, from 0 to 1.</param>
public sealed record PowerRow(string Kind, int Points, double Noise, int Units, int Replications, double Promised, double Simulated);
