namespace AgentMemory.Verdicts.Statistics;

/// <summary>
/// The plain mean over independent units (worlds, seeds or trials) with its standard error, sd(n - 1) / sqrt(n), and what Student's t
/// says of it.
/// </summary>
/// <param name="Mean">In the values' own unit.</param>
/// <param name="StandardError">0 where it is below <see cref="Tiny"/>; null where one unit alone says nothing of the spread.</param>
/// <param name="Freedom">Degrees of freedom of the standard error; not whole where tasks are pooled.</param>
public readonly record struct UnitMean(double Mean, double? StandardError, double Freedom)
{
    /// <summary>What every comparison of the verdict allows for rounding: "above 0" is above this.</summary>
    public const double Tiny = 1e-9;

    /// <summary>The mean of one value for each unit; null without any.</summary>
    public static UnitMean? Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        var mean = Average(values);
        if (values.Length == 1)
        {
            return new UnitMean(mean, null, 0);
        }

        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        var error = Math.Sqrt(squares / (values.Length - 1) / values.Length);
        return new UnitMean(mean, error < Tiny ? 0 : error, values.Length - 1);
    }

    /// <summary>
    /// The mean of task means, tasks being fixed and their units independent: variances add up, and degrees of freedom are
    /// approximated as Welch (1947) and Satterthwaite (1946) do. Without an interval where any task has one unit alone; null without
    /// tasks.
    /// </summary>
    public static UnitMean? Pooled(IReadOnlyList<UnitMean> tasks)
    {
        if (tasks.Count == 0)
        {
            return null;
        }

        var mean = tasks.Sum(task => task.Mean) / tasks.Count;
        if (tasks.Any(task => task.StandardError is null))
        {
            return new UnitMean(mean, null, 0);
        }

        var variance = 0.0;
        var spread = 0.0;
        foreach (var task in tasks)
        {
            var share = task.StandardError!.Value / tasks.Count;
            variance += share * share;
            spread += share > 0 ? Math.Pow(share, 4) / task.Freedom : 0;
        }

        return variance > 0
            ? new UnitMean(mean, Math.Sqrt(variance), variance * variance / spread)
            : new UnitMean(mean, 0, 1);
    }

    /// <summary>mean -+ t x standard error, symmetric; without ends where the standard error is not known, without width where it is 0.</summary>
    /// <param name="confidence">Of both ends together, between 0 and 1.</param>
    public Interval At(double confidence)
    {
        if (StandardError is not { } error)
        {
            return new Interval(Mean, null, null);
        }

        var half = error > 0 ? Quantiles.Student((1 + confidence) / 2, Freedom) * error : 0;
        return new Interval(Mean, Mean - half, Mean + half);
    }

    /// <summary>The one-sided p of "the mean is above 0"; without any spread 0 or 1, and 1 where the spread is not known.</summary>
    public double PAboveZero() => StandardError switch
    {
        null => 1,
        0 => Mean > Tiny ? 0 : 1,
        { } error => Quantiles.StudentAbove(Mean / error, Freedom),
    };

    /// <summary>The arithmetic mean, summed in the order given.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double Average(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("an average of nothing is not a number", nameof(values));
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
