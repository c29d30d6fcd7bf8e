namespace AgentMemory.Core;

/// <summary>The name that somebody meant who misspelt one: the end of an error line.</summary>
public static class NearestName
{
    private const int LettersMax = 200;
    private const int LettersOfOneMistake = 3;
    private const int MistakesMax = 3;

    /// <summary>
    /// The nearest of the names: one mistake for every three letters is forgiven, three at most; or else the one that was begun.
    /// Null where none is near.
    /// </summary>
    /// <param name="written">What was written.</param>
    /// <param name="names">What there is.</param>
    public static string? Of(string written, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(names);
        var best = (Name: (string?)null, Distance: int.MaxValue);
        foreach (var name in names)
        {
            var allowed = Math.Min(MistakesMax, Math.Max(1, Math.Min(written.Length, name.Length) / LettersOfOneMistake));
            if (written.Length > LettersMax || Math.Abs(written.Length - name.Length) > allowed)
            {
                continue;
            }

            var distance = Distance(written, name);
            if (distance <= allowed && distance < best.Distance)
            {
                best = (name, distance);
            }
        }

        return best.Name ?? Begun(written, names);
    }

    /// <summary>"; did you mean 'name'?" where one of the names is near, otherwise nothing.</summary>
    public static string Hint(string written, IEnumerable<string> names) => Of(written, names) is { } name ? $"; did you mean '{name}'?" : "";

    /// <summary>
    /// How many letters are to be put in, left out, changed, or swapped with their neighbour; capitals and small letters are
    /// the same (optimal string alignment: Boytsov, Indexing methods for approximate dictionary searching, 2011, section 2.2).
    /// </summary>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var (before, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }

    private static string? Begun(string written, IEnumerable<string> names) =>
        written.Trim('-').Length >= LettersOfOneMistake
        && names.Where(name => name.StartsWith(written, StringComparison.OrdinalIgnoreCase)).Take(2).ToList() is [var only]
            ? only
            : null;

    private static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
