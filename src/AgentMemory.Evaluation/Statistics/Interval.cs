namespace AgentMemory.Evaluation.Statistics;

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

    /// <summary>True where the whole interval lies above zero.</summary>
    public bool IsAboveZero => Low > 0;

    /// <summary>True where the whole interval lies below zero.</summary>
    public bool IsBelowZero => High < 0;

    /// <summary>The same statement in another unit: every number times a factor that is not negative.</summary>
    public Interval Scaled(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        return new Interval(Value * factor, Low * factor, High * factor);
    }

    /// <summary>Cut to a range that the quantity cannot leave, such as 0 to 1 for a probability.</summary>
    public Interval Within(double min, double max) => new(Cut(Value, min, max), Cut(Low, min, max), Cut(High, min, max));

    private static double? Cut(double? number, double min, double max) =>
        number is { } known ? Math.Clamp(known, min, max) : null;
}
