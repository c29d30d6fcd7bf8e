using System.Text;

namespace AgentMemory.Fields.Questions;

/// <summary>
/// Texts in the form in which they are compared. An answer is normalised as SQuAD's evaluation does it (Rajpurkar et al. 2016: lower
/// case, no punctuation, no articles, single spaces), on top of Unicode's compatibility forms; marks inside a number stay.
/// </summary>
internal static class AnswerText
{
    private static readonly string[] Articles = ["a", "an", "the"];

    /// <summary>Lower case, single spaces, compatibility forms; punctuation stays.</summary>
    public static string Folded(string text) => string.Join(
        ' ', DecomposedText.Of(text).ToLowerInvariant().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    /// <summary>As above, without punctuation and articles; as above where nothing else would be left.</summary>
    public static string Normalised(string text)
    {
        var folded = Folded(text);
        var bare = new StringBuilder(folded.Length);
        for (var i = 0; i < folded.Length; i++)
        {
            if (!IsPunctuation(folded[i]) || IsOfNumber(folded, i))
            {
                bare.Append(folded[i]);
            }
            else if (!IsApostrophe(folded[i]))
            {
                bare.Append(' ');
            }
        }

        string[] words = [.. bare.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        string[] meant = [.. words.Where(word => !Articles.Contains(word))];
        return meant.Length > 0 ? string.Join(' ', meant) : words.Length > 0 ? string.Join(' ', words) : folded;
    }

    // C#, R&D, 5% and @home are not C, RD, 5 and home.
    private static bool IsPunctuation(char letter) => letter is not ('#' or '%' or '&' or '@' or '§')
        && (char.IsPunctuation(letter) || letter is '`' or '´');

    private static bool IsApostrophe(char letter) => letter is '\'' or '’' or '‘' or '`' or '´';

    // 3.5, 1:30, 2-1 and -4 keep their marks.
    private static bool IsOfNumber(string text, int at)
    {
        var isBeforeDigit = at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
        var isBehindDigit = at > 0 && char.IsAsciiDigit(text[at - 1]);
        return isBeforeDigit && (isBehindDigit || (text[at] == '-' && (at == 0 || text[at - 1] == ' ')));
    }
}
