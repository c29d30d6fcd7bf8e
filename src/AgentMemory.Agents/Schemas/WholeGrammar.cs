using System.Globalization;

namespace AgentMemory.Agents.Schemas;

/// <summary>GBNF for the whole numbers between two bounds, written digit by digit: 7 to 12 is "7", "8", "9" or "1" and one of 0 to 2.</summary>
internal static class WholeGrammar
{
    /// <summary>Bounds stay below this; 15 digits are exact in every JSON reader.</summary>
    public const double Limit = 1e15;

    private const int DigitsMax = 15;

    /// <summary>An expression that matches exactly the numbers from least to most; null for no bound.</summary>
    public static string Between(long? least, long? most)
    {
        var alternates = new List<string>();
        if (most is not < 0)
        {
            alternates.AddRange(Positive(Math.Max(0, least ?? 0), most));
        }

        if (least is not >= 0)
        {
            alternates.AddRange(Positive(most is < 0 ? -most.Value : 1, least is null ? null : -least.Value).Select(digits => $"\"-\" {digits}"));
        }

        return string.Join(" | ", alternates);
    }

    private static IEnumerable<string> Positive(long least, long? most)
    {
        var (first, last) = (Digits(least), most is { } bound ? Digits(bound) : null);
        for (var length = first.Length; length <= (last?.Length ?? first.Length); length++)
        {
            yield return SameLength(
                length == first.Length ? first : "1" + new string('0', length - 1),
                last is not null && length == last.Length ? last : new string('9', length));
        }

        if (last is null && first.Length < DigitsMax)
        {
            yield return $"[1-9] [0-9]{{{first.Length},{DigitsMax - 1}}}";
        }
    }

    // Both have as many digits. Below the first digit in which they differ, the ends are followed and all between is free.
    private static string SameLength(string least, string most)
    {
        if (least.Length == 0)
        {
            return "";
        }

        var rest = least.Length - 1;
        if (least[0] == most[0])
        {
            return Joined($"\"{least[0]}\"", SameLength(least[1..], most[1..]));
        }

        var (isLow, isHigh) = (least.AsSpan(1).ContainsAnyExcept('0'), most.AsSpan(1).ContainsAnyExcept('9'));
        var (from, to) = ((char)(least[0] + (isLow ? 1 : 0)), (char)(most[0] - (isHigh ? 1 : 0)));
        List<string> alternates = [];
        if (isLow)
        {
            alternates.Add(Joined($"\"{least[0]}\"", SameLength(least[1..], new string('9', rest))));
        }

        if (from <= to)
        {
            alternates.Add(Joined(from == to ? $"\"{from}\"" : $"[{from}-{to}]", rest == 0 ? "" : rest == 1 ? "[0-9]" : $"[0-9]{{{rest}}}"));
        }

        if (isHigh)
        {
            alternates.Add(Joined($"\"{most[0]}\"", SameLength(new string('0', rest), most[1..])));
        }

        return alternates.Count == 1 ? alternates[0] : $"({string.Join(" | ", alternates)})";
    }

    private static string Joined(string left, string right) => right.Length == 0 ? left : $"{left} {right}";

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
