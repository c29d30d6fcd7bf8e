namespace AgentMemory.Core;

/// <summary>Sentences as lines of a width.</summary>
public static class WrappedText
{
    /// <summary>Breaks between words; a word that is longer than a line has one for itself.</summary>
    /// <param name="sentence">Runs of spaces count as one; none at its ends.</param>
    /// <param name="width">Characters in a line at most.</param>
    /// <param name="first">What the first line begins with.</param>
    /// <param name="rest">What every other line begins with.</param>
    /// <returns>One line at least.</returns>
    public static IEnumerable<string> Lines(string sentence, int width, string first = "", string rest = "")
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var (line, isEmpty) = (first, true);
        foreach (var word in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                yield return line;
                (line, isEmpty) = (rest, true);
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        yield return line;
    }
}
