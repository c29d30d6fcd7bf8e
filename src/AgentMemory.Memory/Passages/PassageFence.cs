using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AgentMemory.Core.Play;

namespace AgentMemory.Memory.Passages;

/// <summary>
/// Retrieved text as data in a prompt. Every line of it begins with a bar, so that none can be taken for a role, a reply or the
/// fence; the marks that tokenizers read as control tokens (&lt;|im_start|&gt;, &lt;/s&gt;, [INST], and whatever else stands
/// in angle brackets) are written as HTML entities, which models read as the characters and tokenizers as plain text.
/// </summary>
public static partial class PassageFence
{
    /// <summary>Begins every line of a fenced text.</summary>
    public const string Bar = "| ";

    /// <summary>The text with control marks escaped and line ends made plain; lines and words stay as they are.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<' or 0xFF1C or 0x2039 or 0x27E8:
                    escaped.Append("&lt;");
                    break;
                case '>' or 0xFF1E or 0x203A or 0x27E9:
                    escaped.Append("&gt;");
                    break;
                case '\n' or '\t':
                    escaped.Append(rune.ToString());
                    break;
                default:
                    // Control and invisible characters hide text from people or break words that a filter looks for.
                    escaped.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? " " : rune.ToString());
                    break;
            }
        }

        return BracketedMark().Replace(escaped.ToString(), "&#91;");
    }

    /// <summary>The text as it stands in a prompt: escaped, a bar before every line.</summary>
    public static string Fence(string text) =>
        string.Join('\n', Escape(text).Split('\n').Select(line => Bar + line));

    /// <summary>A passage with its id, in the words of prompts/chat/passage.txt.</summary>
    public static string Fence(Passage passage, PromptBook prompts)
    {
        ArgumentNullException.ThrowIfNull(passage);
        ArgumentNullException.ThrowIfNull(prompts);
        return prompts.Fill(
            "chat/passage",
            ("id", passage.Id),
            ("date", passage.Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("text", Fence(passage.Text)));
    }

    /// <summary>An opening bracket before a single word and its closing one: [INST], [/INST], [gMASK], [SEP].</summary>
    [GeneratedRegex(@"\[(?=\s*/?\s*[A-Za-z_]+\s*\])")]
    private static partial Regex BracketedMark();
}
