using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Tasks;

/// <summary>A sheet of different exam items.</summary>
/// <param name="Field">The field's id.</param>
/// <param name="Items">The levels in turn.</param>
public sealed record ExamPaper(string Field, IReadOnlyList<ExamItem> Items)
{
    /// <summary>The schema's name in JSON.</summary>
    public const string Schema = "agentmemory.exam/1";

    internal static JsonWriterOptions Indented { get; } = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The sheet with its key, as <c>fields exam --json</c> prints it.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("field", Field);
            json.WriteStartArray("items");
            foreach (var (id, item) in Items)
            {
                Write(json, id, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The sheet as a person reads it, with or without the key.</summary>
    public string ToText(bool withAnswers)
    {
        var text = new StringBuilder("Exam of ").Append(Field).Append('\n');
        foreach (var (id, item) in Items)
        {
            text.Append('\n').Append(id).Append(". ").Append(item.Question).Append('\n');
            for (var i = 0; i < (item.Choices?.Count ?? 0); i++)
            {
                text.Append("  ").Append(AnswerKey.Choice.LetterOf(i)).Append(") ").Append(item.Choices![i])
                    .Append('\n');
            }

            if (withAnswers)
            {
                text.Append("  answer: ").Append(item.Key.Right).Append("  (needs ")
                    .AppendJoin(", ", item.Concepts).Append(item.Changed ? "; changed)\n" : ")\n");
            }
        }

        return text.ToString();
    }

    private static void Write(Utf8JsonWriter json, string id, FieldItem item)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("level", ItemLevels.Name(item.Level));
        json.WriteStartArray("concepts");
        foreach (var concept in item.Concepts)
        {
            json.WriteStringValue(concept);
        }

        json.WriteEndArray();
        json.WriteString("question", item.Question);
        if (item.Choices is null)
        {
            json.WriteNull("choices");
        }
        else
        {
            json.WriteStartArray("choices");
            foreach (var choice in item.Choices)
            {
                json.WriteStringValue(choice);
            }

            json.WriteEndArray();
        }

        json.WriteString("answer", item.Key.Right);
        json.WriteNumber("floor", item.Floor);
        json.WriteBoolean("changed", item.Changed);
        json.WriteEndObject();
    }
}
