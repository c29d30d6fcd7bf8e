namespace AgentMemory.Verdicts.Statistics;

/// <summary>
/// A value with the ends of its confidence interval, in the value's own unit. A null means that the data do not tell:
/// one seed gives a value without ends, no run at all gives neither.
/// </summary>
public sealed record Interval(double? Value, double? Low, double? High)
{
    /// <summary>Nothing is known.</summary>
    public static Interval Unknown { get; } = new(null, null, null);

    /// <summary>True where both ends are known.</summary>
    public bool HasEnds => Low is not null && High is not null;

    /// <summary>True where the whole interval is above zero, but for rounding.</summary>
    public bool IsAboveZero => Low > UnitMean.Tiny;

    /// <summary>True where the whole interval is below zero, but for rounding.</summary>
    public bool IsBelowZero => High < -UnitMean.Tiny;

    /// <summary>The same difference seen from the other side. Zero stays plain zero.</summary>
    public Interval Turned() => new(0 - Value, 0 - High, 0 - Low);

    /// <summary>Cut to a range that the quantity cannot leave, such as 0 to 1 for a probability.</summary>
    public Interval Within(double min, double max) => new(Cut(Value, min, max), Cut(Low, min, max), Cut(High, min, max));

    private static double? Cut(double? number, double min, double max) =>
        number is { } known ? Math.Clamp(known, min, max) : null;
}
