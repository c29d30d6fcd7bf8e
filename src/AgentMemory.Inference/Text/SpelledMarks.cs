using System.Text;

namespace AgentMemory.Inference.Text;

/// <summary>
/// Marks that a text spells out. llama.cpp reads a mark wherever it is spelt, since the templates around a conversation need that;
/// in what somebody said it is a word like any other.
/// </summary>
internal static class SpelledMarks
{
    /// <summary>The text with a space within every mark of this vocabulary; the same text where it spells none.</summary>
    internal static string Part(string text, Tokenizer tokenizer)
    {
        for (; ; )
        {
            var spelled = tokenizer.Encode(text, marks: false).Where(token => tokenizer.IsControl(token) || tokenizer.EndsText(token)).Distinct()
                .Select(token => Encoding.UTF8.GetString(tokenizer.Piece(token)))
                .Where(mark => mark.Length > 0 && text.Contains(mark, StringComparison.Ordinal)).ToArray();
            if (spelled.Length == 0)
            {
                return text;
            }

            // A parted mark may spell a shorter one: that is looked for in the next round.
            text = spelled.Aggregate(text, (left, mark) => left.Replace(mark, Parted(mark), StringComparison.Ordinal));
        }
    }

    private static string Parted(string mark)
    {
        Rune.DecodeFromUtf16(mark, out _, out var first);
        return first < mark.Length ? $"{mark[..first]} {mark[first..]}" : " ";
    }
}
