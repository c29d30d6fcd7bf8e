namespace AgentMemory.Verdicts.Calibration;

/// <summary>All rows of a calibration.</summary>
public sealed record CalibrationTables
{
    public required IReadOnlyList<WordRow> Words { get; init; }

    public required IReadOnlyList<HeadlineRow> Headlines { get; init; }

    public required IReadOnlyList<CoverageRow> Coverages { get; init; }

    public required IReadOnlyList<PowerRow> Powers { get; init; }

    public static CalibrationTables Of(VerdictCalibration calibration) => new()
    {
        Words = calibration.Words(),
        Headlines = calibration.Headlines(),
        Coverages = calibration.Coverages(),
        Powers = calibration.Powers(),
    };
}
