using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Cli.Listings;

/// <summary>A family, or a kind of file, as lists and reference pages show it.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Summary">One line.</param>
/// <param name="Parameters">All that it takes.</param>
/// <param name="Examples">Tasks of it.</param>
internal sealed record FamilyEntry(string Name, string Summary, IReadOnlyList<TaskParameter> Parameters, IReadOnlyList<string> Examples)
{
    public static FamilyEntry Of(ITaskFamily family) => new(family.Name, family.Summary, family.Parameters, family.Examples);
}

/// <summary>What <c>games list</c> and <c>fields list</c> print, made from what the families declare.</summary>
/// <param name="schema">Of the JSON document.</param>
/// <param name="families">In the catalogue's order.</param>
/// <param name="files">Kinds of file that are named in the same way.</param>
internal sealed class FamilyList(string schema, IReadOnlyList<FamilyEntry> families, IReadOnlyList<FamilyEntry> files)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For people at a terminal. What all families take is said once, at the end.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var family in families)
        {
            text.Append(CultureInfo.InvariantCulture, $"{family.Name}: {family.Summary}\n");
            Append(text, family.Parameters.Except(Shared));
        }

        text.Append("all of them:\n");
        Append(text, Shared);
        foreach (var file in files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Name}: {file.Summary}\n");
            Append(text, file.Parameters);
        }

        return text.Append(CultureInfo.InvariantCulture, $"for example {string.Join(", ", families.SelectMany(family => family.Examples))}\n").ToString();
    }

    /// <summary>One JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            schema,
            families = families.Select(Document),
            files = files.Select(Document),
            examples = families.SelectMany(family => family.Examples),
        },
        Indented);

    /// <summary>A reference page.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="introduction">What stands before the families; a paragraph.</param>
    /// <param name="command">Prints it.</param>
    public string ToMarkdown(string title, string introduction, string command)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {title}\n\n{introduction} This page is what `{command}` prints; a test holds it current.\n");
        foreach (var family in families.Concat(files))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {family.Name}\n\n{Sentence(family.Summary)}\n\n");
            if (family.Examples.Count > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"Examples: {string.Join(", ", family.Examples.Select(example => $"`{example}`"))}.\n\n");
            }

            page.Append("| parameter | default | range | meaning |\n|---|---|---|---|\n");
            foreach (var p in family.Parameters)
            {
                page.Append(CultureInfo.InvariantCulture, $"| {p.Name} | {p.Default} | {p.Range} | {p.Meaning} |\n");
            }
        }

        return page.ToString();
    }

    private List<TaskParameter> Shared => [.. families[0].Parameters.Where(p => families.All(family => family.Parameters.Contains(p)))];

    private static object Document(FamilyEntry family) => new
    {
        name = family.Name,
        summary = family.Summary,
        parameters = family.Parameters.Select(p => new { name = p.Name, @default = p.Default, meaning = p.Meaning, range = p.Range, values = p.Values }),
        examples = family.Examples,
    };

    private static string Sentence(string summary) => $"{char.ToUpperInvariant(summary[0])}{summary[1..]}.";

    private static void Append(StringBuilder text, IEnumerable<TaskParameter> parameters)
    {
        foreach (var p in parameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {p.Name,-10} {p.Meaning} [{p.Range}; left out: {p.Default}]\n");
        }
    }
}
