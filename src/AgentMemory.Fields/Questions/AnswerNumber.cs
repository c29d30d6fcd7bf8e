using System.Globalization;

namespace AgentMemory.Fields.Questions;

/// <summary>Numbers as people and models write them.</summary>
internal static class AnswerNumber
{
    /// <summary>Of the greatest number, either way.</summary>
    public const decimal SizeMax = 1_000_000_000_000_000m;

    /// <summary>Digits behind the point.</summary>
    public const int DecimalsMax = 9;

    /// <summary>Reads a number: 1,250 and 1250.0 are 1250; a full stop at its end and a plus sign do not matter.</summary>
    public static bool TryRead(string text, out decimal number)
    {
        var bare = AnswerText.Folded(text).Replace('−', '-').TrimEnd('.');
        if (HasThousands(bare))
        {
            bare = bare.Replace(",", "", StringComparison.Ordinal);
        }

        return decimal.TryParse(bare, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && Math.Abs(number) <= SizeMax;
    }

    /// <summary>The one spelling of a number: no sign but minus, no zeros at the end, no exponent.</summary>
    public static string Text(decimal number)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    // Groups of three digits behind one of up to three.
    private static bool HasThousands(string text)
    {
        var groups = text.Split('.')[0].TrimStart('-', '+').Split(',');
        return groups.Length > 1 && groups[0].Length is > 0 and <= 3 && groups.Skip(1).All(group => group.Length == 3)
            && groups.All(group => group.All(char.IsAsciiDigit));
    }
}
