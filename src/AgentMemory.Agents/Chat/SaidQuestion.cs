using System.Collections.Frozen;
using System.Globalization;

namespace AgentMemory.Agents.Chat;

/// <summary>
/// Whether what a user says asks for something: by its question mark in any script, by an ending that asks (Japanese, Korean, Chinese), and,
/// where hasty writers leave the mark out, by the order of English words. Questions are not kept: found again, they would crowd out their
/// answers.
/// </summary>
internal static class SaidQuestion
{
    /// <summary>? in Latin, full-width, Arabic, Armenian, Ethiopic and doubled forms; Greek writes it as a semicolon.</summary>
    private const string Marks = "?\uFF1F\u061F\u055E\u1367\u2047\u203D\u2048\u2049\u037E";

    private static readonly string[] AskingEndings =
    [
        "ですか", "ますか", "でしたか", "ましたか", "なの", "吗", "嗎", "呢", "까", "나요", "가요", "까요", "니", "ไหม",
        "หรือเปล่า",
    ];

    private static readonly FrozenSet<string> Asking = Words("what which who whom whose where when why how");
    private static readonly FrozenSet<string> Auxiliaries = Words(
        "am is are was were do does did can could will would shall should has have had may might isn't aren't wasn't don't doesn't didn't can't");

    private static readonly FrozenSet<string> Pronouns = Words("i you he she it we they there this that these those anyone anybody someone");
    private static readonly FrozenSet<string> Openings = Words("and so but hey hi hello please ok okay well now");
    private static readonly FrozenSet<string> Requests = Words("tell remind show explain describe list recall guess");

    /// <summary>Whether something is told that may be kept.</summary>
    public static bool IsStatement(string said) => said.Any(IsSaying) && !Is(said);

    public static bool Is(string said)
    {
        var text = said.TrimEnd();
        var end = text.TrimEnd('"', '\'', ')', '\u201D', '\u00BB', ' ', '!');
        if (end.Length > 0 && Marks.Contains(end[^1], StringComparison.Ordinal))
        {
            return true;
        }

        // What is asked stands last: "I am back. what is my dog called".
        var sentence = text.TrimEnd('.', '!', ' ', '\u3002', '\u2026').Split(['.', '!', '\n', '\u3002'])[^1].Trim();
        if (Array.Exists(AskingEndings, ending => sentence.EndsWith(ending, StringComparison.Ordinal)))
        {
            return true;
        }

        var words = sentence.ToLower(CultureInfo.InvariantCulture).Replace('\u2019', '\'')
            .Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return AsksInEnglish([.. words.SkipWhile(Openings.Contains)]);
    }

    private static bool AsksInEnglish(string[] words)
    {
        if (words.Length < 2)
        {
            return false;
        }

        var (first, second) = (words[0], words[1]);
        if (first is "what's" or "who's" or "where's" or "when's" or "how's")
        {
            return true;
        }

        if (Asking.Contains(first))
        {
            // "When I was young ..." and "What a day" tell; "where do I live" and "which city is mine" ask.
            return first switch
            {
                "when" or "where" or "why" => Auxiliaries.Contains(second),
                "what" or "how" => second is not ("a" or "an") && !Pronouns.Contains(second)
                    && (Auxiliaries.Contains(second) || words.Skip(2).Any(Auxiliaries.Contains)),
                _ => !Pronouns.Contains(second),
            };
        }

        if (Auxiliaries.Contains(first))
        {
            return Pronouns.Contains(second)
                || (first is "is" or "are" or "was" or "were" or "does" or "did" && second is "my" or "your" or "the");
        }

        var (asked, after) = second is "me" or "us" && words.Length > 2 ? (words[2], true) : (second, false);
        return Requests.Contains(first) && (Asking.Contains(asked) || asked is "my" || (after && asked is "about" or "of" or "again"));
    }

    private static bool IsSaying(char character) => char.IsLetterOrDigit(character) || char.IsSurrogate(character);

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
