using System.Text.RegularExpressions;

namespace AgentMemory.Testing;

/// <summary>A command line as a document shows it.</summary>
/// <param name="Document">Path of the document below the root.</param>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Words">The program and its arguments, without variables before them, redirections and comments.</param>
/// <param name="IsInline">It is within a sentence, where a command's name alone is enough.</param>
public sealed record DocumentedCommand(string Document, int Line, IReadOnlyList<string> Words, bool IsInline)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Document}:{Line}: {string.Join(' ', Words)}";
}

/// <summary>The documents that people read: which there are, their prose, their commands and their links.</summary>
public static partial class Documentation
{
    /// <summary>Documents under the rules of plain English, as paths below the root. Reference pages are printed by the program.</summary>
    public static IReadOnlyList<string> Plain { get; } =
    [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
        .. Below("docs").Where(path => !path.StartsWith("docs/reference/", StringComparison.Ordinal)),
    ];

    /// <summary>All documents with commands and links that must hold: those, reference pages, and the pages beside plans, models, code and samples.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Plain, .. Below("docs/reference"), "eval/README.md", "eval/results/README.md", "models/README.md", "prompts/README.md", "src/README.md",
        "src/STYLE.md", "samples/questions/README.md",
    ];

    /// <summary>The lines of a document with code blocks and code within lines left out.</summary>
    public static IReadOnlyList<string> Prose(string document) =>
        [.. Lines(document).Select(line => line.IsCode ? "" : CodeSpan().Replace(line.Text, " "))];

    /// <summary>The commands of a document: lines of its code blocks, and code within lines that begins with the program's name.</summary>
    public static IEnumerable<DocumentedCommand> Commands(string document)
    {
        foreach (var (text, at, isCode) in Lines(document).Select((line, at) => (line.Text, at, line.IsCode)))
        {
            IEnumerable<string> found = isCode ? [text] : CodeSpan().Matches(text).Select(span => span.Value.Trim('`'));
            foreach (var words in found.Select(Words).Where(words => words is ["./agentmemory" or "agentmemory" or "dotnet" or ".ci/run", ..]))
            {
                yield return new DocumentedCommand(document, at + 1, words, !isCode);
            }
        }
    }

    /// <summary>Where the links of a document lead, as written, with the number of the line.</summary>
    public static IEnumerable<(int Line, string Target)> Links(string document) => Prose(document)
        .SelectMany((line, at) => Link().Matches(line).Select(link => (at + 1, link.Groups[1].Value)));

    /// <summary>Names of the headings of a document, as links name them.</summary>
    public static IReadOnlySet<string> Headings(string document) => Lines(document)
        .Where(line => !line.IsCode && line.Text.StartsWith('#'))
        .Select(line => NotInName().Replace(line.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))
        .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(RepositoryFiles.Path(folder), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    // Fenced blocks, and lines of four spaces that follow an empty line or such a line.
    private static IEnumerable<(string Text, bool IsCode)> Lines(string document)
    {
        var (isFenced, mayIndent) = (false, true);
        foreach (var line in File.ReadLines(RepositoryFiles.Path(document)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
                yield return (line, true);
                continue;
            }

            var isIndented = !isFenced && mayIndent && line.StartsWith("    ", StringComparison.Ordinal);
            mayIndent = isIndented || line.Length == 0 || line.StartsWith('#');
            yield return (line, isFenced || isIndented);
        }
    }

    // As a shell takes a line apart: quotes, a comment, and the end of the command.
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        foreach (var word in Word().Matches(line.Trim()).Select(match => match.Value))
        {
            if (word.StartsWith('#') || word is ">" or "|" or "&&")
            {
                break;
            }

            if (words.Count > 0 || !Variable().IsMatch(word))
            {
                words.Add(word.Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal));
            }
        }

        return words;
    }

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInName();

    [GeneratedRegex("""(?:"[^"]*"|'[^']*'|[^\s"'])+""")]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Za-z_]+=")]
    private static partial Regex Variable();
}
