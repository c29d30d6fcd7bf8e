using System.Globalization;
using System.Text;

namespace AgentMemory.Memory.Words;

/// <summary>
/// Text as the word index takes it. Scripts that put no space between words (Chinese, Japanese, Thai and their
/// neighbours) would be one word a sentence to FTS5, so each of their characters is made a word, and a run of
/// them is looked for as a phrase.
/// </summary>
internal static class WordText
{
    /// <summary>The text with every character of a spaceless script set apart.</summary>
    public static string ForIndex(string text)
    {
        if (!text.Any(IsSpaceless))
        {
            return text;
        }

        var apart = new StringBuilder(text.Length * 2);
        foreach (var character in text)
        {
            if (IsSpaceless(character))
            {
                apart.Append(' ').Append(character).Append(' ');
            }
            else
            {
                apart.Append(character);
            }
        }

        return apart.ToString();
    }

    /// <summary>
    /// The different words of a text, in order, as quoted FTS5 strings: whatever a user types, nothing of it is an operator.
    /// </summary>
    public static List<string> Quoted(string text, int wordsMax) =>
        [.. Of(text).Distinct(StringComparer.Ordinal).Take(wordsMax).Select(word => $"\"{word}\"")];

    /// <summary>
    /// The words of a text in lower case, in order; a run of a spaceless script is one, its characters set apart.
    /// </summary>
    public static IEnumerable<string> Of(string text)
    {
        var word = new StringBuilder();
        var spaceless = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var isWord = IsWord(rune);
            var isSpaceless = isWord && rune.IsBmp && IsSpaceless((char)rune.Value);
            if (word.Length > 0 && (!isWord || isSpaceless != spaceless))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (isWord)
            {
                spaceless = isSpaceless;
                word.Append(isSpaceless && word.Length > 0 ? " " : "").Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>What the unicode61 tokenizer takes for part of a word: letters, digits, marks behind them, private use.</summary>
    private static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
        or UnicodeCategory.OtherNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.PrivateUse;

    private static bool IsSpaceless(char character) => character is
        (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF')
        or (>= '\uF900' and <= '\uFAFF');
}
