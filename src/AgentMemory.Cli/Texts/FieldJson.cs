using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Fields.Knowledge;
using AgentMemory.Fields.Tasks;

namespace AgentMemory.Cli.Texts;

/// <summary>Fields as programs read them.</summary>
internal static class FieldJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Schema agentmemory.field/1.</summary>
    public static string Show(Field field) => Document("agentmemory.field/1", field.Id, json =>
    {
        json.WriteNumber("floor", Math.Round(field.Floor, 6));
        json.WriteNumber("ceiling", field.Ceiling);
        json.WriteNumber("hidden_bits", field.HiddenBits.Value);
        json.WriteString("exam", TaskText.Exam(field));
        json.WriteStartArray("concepts");
        foreach (var concept in field.Graph.Concepts)
        {
            json.WriteStartObject();
            json.WriteString("name", concept.Name);
            json.WriteString("kind", concept.Kind);
            json.WriteNumber("layer", concept.Layer);
            json.WriteNumber("chapter", concept.Chapter);
            Write(json, "defined_from", concept.DefinedFrom);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Schema agentmemory.exam/1: the sheet with its key.</summary>
    public static string Exam(ExamPaper paper) => Document("agentmemory.exam/1", paper.Field, json =>
    {
        json.WriteStartArray("items");
        foreach (var (id, item) in paper.Items)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("level", ItemLevels.Name(item.Level));
            Write(json, "concepts", item.Concepts);
            json.WriteString("question", item.Question);
            Write(json, "choices", item.Choices);
            json.WriteString("answer", item.Key.Right);
            json.WriteNumber("floor", item.Floor);
            json.WriteBoolean("changed", item.Changed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Schema agentmemory.grade/1.</summary>
    public static string Grade(GradeReport report) => Document("agentmemory.grade/1", report.Field, json =>
    {
        Write(json, "total", report.Total);
        json.WriteStartObject("levels");
        foreach (var (level, tally) in report.Levels)
        {
            Write(json, ItemLevels.Name(level), tally);
        }

        json.WriteEndObject();
        json.WriteNumber("unanswered", report.Unanswered.Count);
    });

    private static string Document(string schema, string field, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            json.WriteString("schema", schema);
            json.WriteString("field", field);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Tally tally)
    {
        json.WriteStartObject(name);
        json.WriteNumber("right", tally.Right);
        json.WriteNumber("of", tally.Of);
        json.WriteNumber("low", Math.Round(tally.Low, 6));
        json.WriteNumber("high", Math.Round(tally.High, 6));
        json.WriteEndObject();
    }
}
