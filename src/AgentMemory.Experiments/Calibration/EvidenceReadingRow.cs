using AgentMemory.Verdicts.Evidence;

namespace AgentMemory.Experiments.Calibration;

/// <summary>How often a learner of known make was read how.</summary>
/// <param name="Task">What was learnt.</param>
/// <param name="Worlds">Worlds of a draw.</param>
/// <param name="Learner">Its name.</param>
/// <param name="Id">Its kind.</param>
/// <param name="Draws">How many draws.</param>
/// <param name="Readings">How many of them had which reading.</param>
/// <param name="Knees">The same for its knee.</param>
/// <param name="StoresRightly">Draws in which (a) was split as it ought to be.</param>
/// <param name="OfWindow">Draws in which its level was found to be that of what it held.</param>
public sealed record EvidenceReadingRow(
    string Task,
    int Worlds,
    string Learner,
    string Id,
    int Draws,
    IReadOnlyDictionary<EvidenceReading, int> Readings,
    IReadOnlyDictionary<KneeReading, int> Knees,
    int StoresRightly,
    int OfWindow)
{
    /// <summary>The share of draws with the reading that it ought to have.</summary>
    public double ReadRightly => EvidenceCalibration.Right(Id) is { } right ? (double)Readings.GetValueOrDefault(right) / Draws : double.NaN;

    /// <summary>The share of draws with the knee that it ought to have.</summary>
    public double KneeRightly => (double)Knees.GetValueOrDefault(EvidenceCalibration.RightKnee(Id)) / Draws;
}
