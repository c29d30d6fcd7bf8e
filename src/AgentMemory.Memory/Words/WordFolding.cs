using System.Globalization;
using System.Text;

namespace AgentMemory.Memory.Words;

/// <summary>
/// Text as a search compares it: in lower case, without accents, full-width forms as plain ones, Hangul and kana composed, invisible
/// characters left out. "STRASSE", "Stra&#223;e" and "stra\u200Bsse" become one word.
/// </summary>
internal static class WordFolding
{
    private const char Voiced = '\u3099';
    private const char HalfVoiced = '\u309A';
    private const char Breve = '\u0306';
    private const char Diaeresis = '\u0308';
    private const int FullWidthOffset = 0xFEE0;
    private const char SyllableFirst = '\uAC00';
    private const char LeadFirst = '\u1100';
    private const char VowelFirst = '\u1161';
    private const char TailBefore = '\u11A7';
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    /// <summary>The kana that a voicing mark follows; the voiced one is the next in Unicode, the half-voiced the one after.</summary>
    private const string Voiceable = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ";
    private const string HalfVoiceable = "はひふへほハヒフヘホ";

    /// <summary>The folded text; half a character becomes U+FFFD.</summary>
    public static string Fold(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp)
            {
                // Skin tones change a sign's colour and not the sign.
                folded.Append(rune.Value is >= 0x1F3FB and <= 0x1F3FF ? "" : Rune.ToLowerInvariant(rune).ToString());
                continue;
            }

            var character = (char)Rune.ToLowerInvariant(FullWidth(rune)).Value;
            if (FoldTable.Of(character) is { } instead)
            {
                foreach (var part in instead)
                {
                    Append(folded, part);
                }
            }
            else
            {
                Append(folded, character);
            }
        }

        return folded.ToString();
    }

    private static Rune FullWidth(Rune rune) => rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - FullWidthOffset) : rune;

    private static void Append(StringBuilder folded, char character)
    {
        if (folded.Length > 0 && Composed(folded[^1], character) is { } composed)
        {
            folded[^1] = composed;
        }
        else if (!IsLeftOut(character))
        {
            folded.Append(character);
        }
    }

    /// <summary>
    /// Both as one character where Unicode composes them: Hangul by its arithmetic (The Unicode Standard, section 3.12), and kana.
    /// </summary>
    private static char? Composed(char first, char second)
    {
        var (vowel, tail) = (second - VowelFirst, second - TailBefore);
        if (first - LeadFirst is >= 0 and < Leads and var lead && vowel is >= 0 and < Vowels)
        {
            return (char)(SyllableFirst + (((lead * Vowels) + vowel) * Tails));
        }

        if (first - SyllableFirst is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0 && tail is > 0 and < Tails)
        {
            return (char)(first + tail);
        }

        return second switch
        {
            Breve when first is 'и' => 'й',
            Breve when first is 'у' => 'ў',
            Diaeresis when first is 'і' => 'ї',
            Voiced when Voiceable.Contains(first, StringComparison.Ordinal) => (char)(first + 1),
            HalfVoiced when HalfVoiceable.Contains(first, StringComparison.Ordinal) => (char)(first + 2),
            _ => null,
        };
    }

    /// <summary>
    /// Format characters (zero-width spaces and joiners, soft hyphens, the byte order mark), selectors of a sign's form, and accents
    /// that stand alone behind their letter, as well as the vowel points of Hebrew and Arabic and Arabic's stretching stroke.
    /// </summary>
    private static bool IsLeftOut(char character) => character switch
    {
        < '\u00AD' => false,
        >= '\u0300' and <= '\u036F' => true,
        >= '\u0591' and <= '\u05BD' or '\u05BF' or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7' => true,
        >= '\u064B' and <= '\u065F' or '\u0670' or '\u0640' => true,
        Voiced or HalfVoiced or (>= '\uFE00' and <= '\uFE0F') => true,
        _ => char.GetUnicodeCategory(character) == UnicodeCategory.Format,
    };
}
