using System.Globalization;
using System.Text;

namespace AgentMemory.Memory.Words;

/// <summary>
/// Text as the word index takes it: folded, and cut here instead of by SQLite, so that index and query are cut alike under every
/// version of it. Scripts that put no space between words (Chinese, Japanese, Thai and their neighbours), and Korean, whose particles
/// are written to the word, have every character for a word, and are looked for by two neighbours at a time; so has every emoji.
/// </summary>
internal static class WordText
{
    /// <summary>The words as the index holds them, in order, with a space between.</summary>
    public static string ForIndex(string text) => string.Join(' ', Tokens(text));

    /// <summary>The words as the index holds them, in order: a character of a spaceless script is one.</summary>
    public static IEnumerable<string> Tokens(string text)
    {
        foreach (var (word, script) in Runs(text))
        {
            if (script == Script.Spaced)
            {
                yield return word;
                continue;
            }

            foreach (var rune in word.EnumerateRunes())
            {
                yield return rune.ToString();
            }
        }
    }

    /// <summary>
    /// The different terms of a query, in order, each a word or two neighbouring characters: whatever a user types, nothing of it is
    /// an operator.
    /// </summary>
    public static IEnumerable<string> Terms(string text) => TermsOf(text).Distinct(StringComparer.Ordinal);

    /// <summary>The words of a text, in order, a run of a spaceless script as one: for likeness, not for the index.</summary>
    public static IEnumerable<string> Of(string text) => Runs(text).Select(run => run.Word);

    private static IEnumerable<string> TermsOf(string text)
    {
        foreach (var (word, script) in Runs(text))
        {
            if (script == Script.Spaced || word.Length == 1)
            {
                yield return word;
                continue;
            }

            var characters = word.EnumerateRunes().Select(rune => rune.ToString()).ToList();
            if (script == Script.Emoji || characters.Count == 1)
            {
                foreach (var character in characters)
                {
                    yield return character;
                }

                continue;
            }

            if (script == Script.Hangul && KoreanParticles.Without(word) is { Length: 1 } syllable)
            {
                yield return syllable;
            }

            for (var i = 0; i + 1 < characters.Count; i++)
            {
                yield return $"{characters[i]} {characters[i + 1]}";
            }
        }
    }

    /// <summary>Runs of one script, folded.</summary>
    private static IEnumerable<(string Word, Script Script)> Runs(string text)
    {
        var folded = WordFolding.Fold(text);
        var begin = 0;
        var current = Script.None;
        for (var i = 0; i <= folded.Length;)
        {
            var length = 1;
            var script = i == folded.Length ? Script.None : ScriptOf(folded, i, out length);
            if (script != current)
            {
                if (current != Script.None)
                {
                    yield return (folded[begin..i], current);
                }

                (begin, current) = (i, script);
            }

            i += length;
        }
    }

    private static Script ScriptOf(string text, int i, out int length)
    {
        length = 1;
        var character = text[i];
        if (char.IsAscii(character))
        {
            return char.IsAsciiLetterOrDigit(character) ? Script.Spaced : Script.None;
        }

        if (IsSpaceless(character))
        {
            return IsWord(char.GetUnicodeCategory(character)) ? Script.Spaceless : Script.None;
        }

        if (character is >= '\uAC00' and <= '\uD7A3')
        {
            return Script.Hangul;
        }

        length = char.IsHighSurrogate(character) && i + 1 < text.Length ? 2 : 1;
        var rune = Rune.GetRuneAt(text, i);
        if (IsEmoji(rune.Value))
        {
            return Script.Emoji;
        }

        return rune.Value is >= 0x20000 and <= 0x323AF ? Script.Spaceless
            : IsWord(Rune.GetUnicodeCategory(rune)) ? Script.Spaced : Script.None;
    }

    /// <summary>Part of a word: letters, digits, marks behind them, private use.</summary>
    private static bool IsWord(UnicodeCategory category) => category is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
        or UnicodeCategory.OtherNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.PrivateUse;

    private static bool IsSpaceless(char character) => character is
        (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF')
        or (>= '\uF900' and <= '\uFAFF');

    /// <summary>Pictures that people write as words. Arrows, boxes and mathematical signs are not among them: boards are drawn with those.</summary>
    private static bool IsEmoji(int value) => value is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF)
        or 0x231A or 0x231B or (>= 0x23E9 and <= 0x23FA) or 0x2B50 or 0x2B55;

    private enum Script
    {
        None,
        Spaced,
        Spaceless,
        Hangul,
        Emoji,
    }
}
