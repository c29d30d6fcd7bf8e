using System.Globalization;
using System.Text;

namespace AgentMemory.Pretraining.Vocabularies;

/// <summary>
/// Cuts text into the words that merges stay within, exactly as llama.cpp does for GPT-2's rule: an English contraction's
/// end; letters, digits or signs, each with one space in front; white space. Concatenated, the words are the text.
/// </summary>
internal static class WordSplitter
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Sort
    {
        Space,
        Letter,
        Digit,
        Sign,
        None,
    }

    public static IEnumerable<string> Split(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = End(text, at);
            yield return text[at..end];
            at = end;
        }
    }

    private static int End(string text, int at)
    {
        foreach (var contraction in Contractions)
        {
            if (string.CompareOrdinal(text, at, contraction, 0, contraction.Length) == 0)
            {
                return at + contraction.Length;
            }
        }

        var start = text[at] == ' ' ? at + 1 : at;
        var sort = SortAt(text, start, out _);
        if (sort is Sort.Letter or Sort.Digit or Sort.Sign)
        {
            return RunEnd(text, start, sort);
        }

        // White space leaves its last character to the word behind it, where there is one.
        var end = RunEnd(text, at, Sort.Space);
        if (end < text.Length && end > at)
        {
            var last = char.IsLowSurrogate(text[end - 1]) ? end - 2 : end - 1;
            return last > at ? last : end;
        }

        return Math.Max(end, at + 1);
    }

    private static int RunEnd(string text, int at, Sort sort)
    {
        while (SortAt(text, at, out var length) == sort)
        {
            at += length;
        }

        return at;
    }

    private static Sort SortAt(string text, int at, out int length)
    {
        length = 0;
        if (at >= text.Length)
        {
            return Sort.None;
        }

        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length);
        if (Rune.IsWhiteSpace(rune))
        {
            return Sort.Space;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Sort.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Sort.Digit,
            _ => Sort.Sign,
        };
    }
}
