using System.Diagnostics;
using System.Text.RegularExpressions;
using AgentMemory.Core;

namespace AgentMemory.Fields.Design;

/// <summary>
/// Phrasings from the files under <c>prompts/fields</c>. A file holds sections "# name" with one phrasing a line;
/// <c>{mark}</c> is filled in. Which of a section's phrasings is used is drawn.
/// </summary>
internal sealed partial class Wordings
{
    private static readonly Dictionary<string, Wordings> Read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _sections = new(StringComparer.Ordinal);
    private HashSet<string>? _said;

    private Wordings(string file)
    {
        Load("common");
        Load(file);
    }

    /// <summary>The file's phrasings and the common ones.</summary>
    public static Wordings Of(string file)
    {
        lock (Read)
        {
            return Read.TryGetValue(file, out var known) ? known : Read[file] = new Wordings(file);
        }
    }

    /// <summary>All lines of a section as they stand; for lists of plain words.</summary>
    public IReadOnlyList<string> Lines(string section) => _sections.TryGetValue(section, out var lines)
        ? lines
        : throw new UnreachableException($"prompts/fields has no section {section}");

    /// <summary>Whether a phrasing or list has the word, in lower case.</summary>
    public bool Says(string word) => (_said ??= [.. _sections.Values.SelectMany(lines => lines)
        .SelectMany(line => Letters().Matches(line.ToLowerInvariant()).Select(match => match.Value))]).Contains(word);

    /// <summary>A phrasing of the section, filled in.</summary>
    public string Say(Rng rng, string section, params ReadOnlySpan<(string Mark, string Value)> values)
    {
        var lines = Lines(section);
        var text = lines[lines.Count == 1 ? 0 : rng.Next(lines.Count)];
        foreach (var (mark, value) in values)
        {
            text = text.Replace("{" + mark + "}", value, StringComparison.Ordinal);
        }

        Debug.Assert(!text.Contains('{'), $"a mark of {section} has no value: {text}");
        return text;
    }

    private void Load(string file)
    {
        using var stream = typeof(Wordings).Assembly.GetManifestResourceStream($"fields/{file}")
            ?? throw new UnreachableException($"prompts/fields/{file}.txt is embedded in this assembly");
        using var reader = new StreamReader(stream);
        List<string>? section = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                section = _sections[line[2..].Trim()] = [];
            }
            else if (line.Length > 0)
            {
                (section ?? throw new UnreachableException($"{file}: a phrasing before any section")).Add(line);
            }
        }
    }

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Letters();
}
