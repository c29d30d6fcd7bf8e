using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Games.Wings;

namespace AgentMemory.Games.Families.Labels;

/// <summary>A sort of nouns that any language model knows.</summary>
/// <param name="Name">As in "animals".</param>
/// <param name="Nouns">Common nouns, each a single token in the usual vocabularies.</param>
internal sealed record LabelCategory(string Name, IReadOnlyList<string> Nouns)
{
    private const int NounsMin = 10;
    private const string Prompt = "games/labels/categories";

    /// <summary>The categories of the book, one a line: a name, a colon and nouns.</summary>
    /// <exception cref="UserErrorException">A line is no category, there are too few, or a noun stands twice.</exception>
    public static IReadOnlyList<LabelCategory> Read(PromptBook book)
    {
        var lines = book.Text(Prompt).Split('\n');
        var categories = lines.Select((line, number) => Read(line, number + 1)).ToList();
        var twice = categories.SelectMany(category => category.Nouns.Append(category.Name)).GroupBy(word => word, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1);
        return twice is not null ? throw new UserErrorException($"prompt {Prompt} has \"{twice.Key}\" twice; keep one")
            : categories.Count >= WingKind.Firsts ? categories
            : throw new UserErrorException($"prompt {Prompt} has {categories.Count} categories; give it {WingKind.Firsts} or more");
    }

    private static LabelCategory Read(string line, int number)
    {
        var parts = line.Split(':', StringSplitOptions.TrimEntries);
        var nouns = parts.Length == 2 ? parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return parts[0].Length > 0 && nouns.Length >= NounsMin
            ? new LabelCategory(parts[0], nouns)
            : throw new UserErrorException(
                $"prompt {Prompt}, line {number}: \"{line}\" is no category; write a name, a colon and {NounsMin} nouns or more");
    }
}
