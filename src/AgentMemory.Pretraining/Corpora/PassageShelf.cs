using System.Text.RegularExpressions;
using AgentMemory.Core.Tasks;
using AgentMemory.Core.Words;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>
/// Documents cut into passages, as learners do that keep them in a memory store: paragraphs are joined up to a size, and
/// each passage is one line.
/// </summary>
internal sealed partial class PassageShelf
{
    private const int PassageTokens = 120;

    private readonly HashSet<string>[] _words;

    private PassageShelf(IReadOnlyList<string> passages)
    {
        Passages = passages;
        _words = [.. passages.Select(WordsOf)];
    }

    public IReadOnlyList<string> Passages { get; }

    /// <summary>Paragraphs, joined up to a size.</summary>
    public static PassageShelf OfParagraphs(IReadOnlyList<Document> documents, Func<string, int> count) =>
        new([.. documents.SelectMany(d => Paragraphs(d, count))]);

    /// <summary>Every line by itself: the messages of a log.</summary>
    public static PassageShelf OfLines(IReadOnlyList<Document> documents) =>
        new([.. documents.SelectMany(d => d.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Line)]);

    /// <summary>Where what the question names is spoken of; how many passages answering it takes is not known to a search.</summary>
    public IReadOnlyList<int> Naming(string question)
    {
        var named = NamesOf(question);
        return [.. Enumerable.Range(0, Passages.Count).Where(i => _words[i].Overlaps(named))];
    }

    /// <summary>Of these, what also holds the answer.</summary>
    public IReadOnlyList<int> Answering(string question, string answer)
    {
        var words = WordsOf(answer);
        return [.. Naming(question).Where(i => words.IsSubsetOf(_words[i]))];
    }

    /// <summary>The invented words of a text.</summary>
    public static IReadOnlySet<string> NamesOf(string text)
    {
        var named = WordsOf(text);
        named.IntersectWith(Names);
        return named;
    }

    private static readonly HashSet<string> Names = InventedWords.Pool.ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> WordsOf(string text) =>
        Word().Matches(text).Select(m => m.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Paragraphs(Document document, Func<string, int> count)
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
