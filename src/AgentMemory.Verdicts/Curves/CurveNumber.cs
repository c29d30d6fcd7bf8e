using System.Globalization;

namespace AgentMemory.Verdicts.Curves;

/// <summary>A number that stands as text: a field of a CSV file, or a JSON text.</summary>
internal static class CurveNumber
{
    private static readonly string[] MissingWords = ["nan", "inf", "infinity", "na", "null"];

    /// <summary>True for an empty text and for what programs write where there is no number, or none that is finite.</summary>
    public static bool IsMissing(ReadOnlySpan<char> text)
    {
        var word = text.TrimStart("+-");
        if (word.IsEmpty)
        {
            return text.IsEmpty;
        }

        foreach (var missing in MissingWords)
        {
            if (word.Equals(missing, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsFinite(number);
    }

    /// <summary>Reads a finite number, written with a point. False, with what is wrong, where it is none.</summary>
    /// <param name="text">Without outer white space; not empty.</param>
    /// <param name="number">The number.</param>
    /// <param name="problem">To stand behind the place in an error; empty where there is none.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out double number, out string problem)
    {
        problem = !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? $"\"{Shortened(text)}\" is not a number; write {Plain(text)}"
            : double.IsFinite(number) ? "" : $"\"{Shortened(text)}\" is not finite; write a finite number";
        return problem.Length == 0;
    }

    // Percent signs and decimal commas are what exports write most often; 1,000 may be either a thousand or one.
    private static string Plain(ReadOnlySpan<char> field)
    {
        var comma = field.IndexOf(',');
        var isPercent = field[^1] == '%';
        var text = (isPercent ? field[..^1] : field).ToString().Replace(',', '.');
        return (comma < 0 || field.Length - comma != 4)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? (isPercent ? number / 100 : number).ToString(CultureInfo.InvariantCulture)
                : "0.25 or 2.5e-1";
    }

    private static string Shortened(ReadOnlySpan<char> field) =>
        field.Length <= 40 ? field.ToString() : $"{field[..40]}...";
}
