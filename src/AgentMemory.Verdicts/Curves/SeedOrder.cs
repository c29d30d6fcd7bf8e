using System.Globalization;

namespace AgentMemory.Verdicts.Curves;

/// <summary>Numbers in the order of their size, then other texts: 2 stands before 10, and both before "a".</summary>
public sealed class SeedOrder : IComparer<string>
{
    private SeedOrder()
    {
    }

    public static SeedOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (string.Equals(x, y, StringComparison.Ordinal))
        {
            return 0;
        }

        var left = Number(x);
        var right = Number(y);
        var byNumber = (left, right) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => left.Value.CompareTo(right.Value),
        };
        return byNumber != 0 ? byNumber : string.CompareOrdinal(x, y);
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number) ? number : null;
}
