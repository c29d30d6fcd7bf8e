using System.Globalization;

namespace AgentMemory.Games.Play;

/// <summary>Numbers as players read and write them.</summary>
public static class Numbers
{
    private static readonly string[] Small = [.. Enumerable.Range(0, 256).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>In decimal digits, invariant; small ones without making a new string.</summary>
    public static string Text(int number) =>
        (uint)number < (uint)Small.Length ? Small[number] : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>As in "1, 3 or 4".</summary>
    public static string Listed(IEnumerable<string> items, string lastJoin)
    {
        var all = items.ToList();
        return all.Count < 2
            ? string.Concat(all)
            : string.Join(", ", all.Take(all.Count - 1)) + $" {lastJoin} " + all[^1];
    }
}
