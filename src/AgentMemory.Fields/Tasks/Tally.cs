namespace AgentMemory.Fields.Tasks;

/// <summary>
/// Right answers out of all, with the Wilson score interval at 95% (Wilson 1927, JASA 22:209-212), which stays within
/// 0 and 1 and holds its coverage for few items.
/// </summary>
public sealed record Tally
{
    /// <summary>Two-sided 95% point of the standard normal.</summary>
    private const double Z = 1.959963984540054;

    public Tally(int right, int of)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfLessThan(of, right);
        Right = right;
        Of = of;
        if (of == 0)
        {
            High = 1;
            return;
        }

        var share = (double)right / of;
        var z2 = Z * Z;
        var centre = (share + (z2 / (2 * of))) / (1 + (z2 / of));
        var half = Z * Math.Sqrt((share * (1 - share) / of) + (z2 / (4.0 * of * of))) / (1 + (z2 / of));
        Low = right == 0 ? 0 : Math.Max(0, centre - half);
        High = right == of ? 1 : Math.Min(1, centre + half);
    }

    public int Right { get; }

    public int Of { get; }

    /// <summary>Lower end of the share's interval.</summary>
    public double Low { get; }

    /// <summary>Upper end.</summary>
    public double High { get; }
}
