using System.Text;
using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Fields.Commands;

/// <summary>
/// What the commands <c>fields show | textbook | exam | grade</c> do, free of any terminal. Each gives a record
/// or a text; records write their own JSON.
/// </summary>
public static class FieldOperations
{
    /// <summary>Items on a sheet where nothing else is asked for.</summary>
    public const int ItemsByDefault = 25;

    /// <summary>Items that a sheet may have.</summary>
    public static NumberRange<int> ItemCounts { get; } = new(1, 10_000);

    /// <summary>Seed of a sheet where nothing else is asked for.</summary>
    public const ulong SheetSeedByDefault = 1;

    /// <summary>A field's name, size and concept graph as text.</summary>
    public static string ShowAsText(Field field)
    {
        var words = field.Documents.Sum(
            d => d.Text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries).Length);
        var text = new StringBuilder(field.Id).Append('\n');
        text.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"{field.Settings.Concepts} concepts, {field.Documents.Count} chapters, {words} words, ")
            .Append(System.Globalization.CultureInfo.InvariantCulture, $"floor {field.Floor:0.00}\n")
            .Append(System.Globalization.CultureInfo.InvariantCulture,
                $"hidden bits {ExamSummary.BitsOf(field)}, exam {ExamSummary.Of(field)}\n\n");
        return text.Append(field.Graph).ToString();
    }

    /// <summary>As above, for programs.</summary>
    public static string ShowAsJson(Field field)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, ExamPaper.Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", "agentmemory.field/1");
            json.WriteString("field", field.Id);
            json.WriteNumber("floor", Math.Round(field.Floor, 6));
            json.WriteNumber("ceiling", field.Ceiling);
            json.WriteNumber("hidden_bits", field.HiddenBits.Value);
            json.WriteString("exam", ExamSummary.Of(field));
            json.WriteStartArray("concepts");
            foreach (var concept in field.Graph.Concepts)
            {
                json.WriteStartObject();
                json.WriteString("name", concept.Name);
                json.WriteString("kind", concept.Kind);
                json.WriteNumber("layer", concept.Layer);
                json.WriteNumber("chapter", concept.Chapter);
                json.WriteStartArray("defined_from");
                foreach (var parent in concept.DefinedFrom)
                {
                    json.WriteStringValue(parent);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The textbook with exercises and their answers, as Markdown.</summary>
    public static string TextbookAsMarkdown(Field field) => field.Textbook.ToMarkdown();

    /// <summary>An exam sheet.</summary>
    /// <exception cref="UserErrorException">The number of items is out of range.</exception>
    public static ExamPaper Exam(Field field, int items = ItemsByDefault, ulong seed = SheetSeedByDefault) =>
        ItemCounts.Holds(items)
            ? field.Paper(items, seed)
            : throw new UserErrorException($"--items {items} cannot be used; it is {ItemCounts}");

    /// <summary>Grades the answers in a JSONL file against the sheet of the same items and seed.</summary>
    /// <exception cref="UserErrorException">The file is missing, or one of its lines cannot be used.</exception>
    public static GradeReport Grade(
        Field field, string answersPath, int items = ItemsByDefault, ulong seed = SheetSeedByDefault)
    {
        if (!File.Exists(answersPath))
        {
            throw new UserErrorException($"there is no answers file {answersPath}; give a JSONL file with --answers");
        }

        var paper = Exam(field, items, seed);
        return ExamGrader.Grade(paper, TextFile.Lines(answersPath, "answers"), answersPath);
    }
}
