using System.Text.RegularExpressions;
using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>
/// Documents cut into passages and looked through for questions, as the learner does that keeps them in a memory store:
/// paragraphs are joined up to a size, each passage is one line, and what shares rare words with the question comes first.
/// </summary>
internal static partial class PassageShelf
{
    private const int PassageTokens = 120;
    private const int PassagesMax = 12;
    private const int SpareMax = 3;

    /// <summary>Passages with at least all that the questions' words lead to first, and some others, best first.</summary>
    public static IReadOnlyList<string> Find(
        IReadOnlyList<Document> documents, IReadOnlyList<string> questions, Func<string, int> count, Rng rng)
    {
        var pieces = documents.SelectMany(d => Pieces(d, count)).ToArray();
        var words = pieces.Select(WordsOf).ToArray();
        var uses = words.SelectMany(w => w).GroupBy(w => w, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var asked = questions.SelectMany(q => WordsOf(q).Where(uses.ContainsKey)).ToList();
        var ranked = Enumerable.Range(0, pieces.Length)
            .OrderByDescending(i => asked.Where(words[i].Contains).Sum(w => 1.0 / uses[w]))
            .ToList();
        // What answers a question names what it asks about; how many passages that takes is not known to a search.
        var named = asked.Where(Names.Contains).ToHashSet(StringComparer.Ordinal);
        var needed = 1 + ranked.FindLastIndex(i => words[i].Overlaps(named));
        return [.. ranked.Take(Math.Clamp(needed + rng.Next(SpareMax + 1), 1, PassagesMax)).Select(i => pieces[i])];
    }

    private static readonly HashSet<string> Names = InventedWords.Pool.ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> WordsOf(string text) =>
        Word().Matches(text).Select(m => m.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Pieces(Document document, Func<string, int> count)
    {
        var piece = "";
        foreach (var paragraph in document.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.Length > 0 && count($"{piece}\n\n{paragraph}") > PassageTokens)
            {
                yield return Line(piece);
                piece = "";
            }

            piece = piece.Length == 0 ? paragraph : $"{piece}\n\n{paragraph}";
        }

        if (!string.IsNullOrWhiteSpace(piece))
        {
            yield return Line(piece);
        }
    }

    // As retrieved text is escaped before it is shown.
    private static string Line(string piece) => piece.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace('\n', ' ');

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
