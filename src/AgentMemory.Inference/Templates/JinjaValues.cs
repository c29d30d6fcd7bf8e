using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentMemory.Inference.Templates;

/// <summary>
/// A template's variables as one text, so that no object of this process crosses to the interpreter. A list is ["a", item ..], an object
/// ["o", name, value ..], a number ["i" or "f", digits]: JSON.parse alone would put names such as "2" first, make 1 of 1.0, and lose
/// digits. 6-template.js reads it.
/// </summary>
internal static class JinjaValues
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Encode(JsonElement variables)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            Write(writer, variables);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartArray();
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                var digits = value.GetRawText();
                writer.WriteStringValue(digits.AsSpan().IndexOfAny(".eE") < 0 ? "i" : "f");
                writer.WriteStringValue(digits);
                break;
            case JsonValueKind.Array:
                writer.WriteStringValue("a");
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                break;
            default:
                writer.WriteStringValue("o");
                foreach (var pair in value.EnumerateObject())
                {
                    writer.WriteStringValue(pair.Name);
                    Write(writer, pair.Value);
                }

                break;
        }

        writer.WriteEndArray();
    }
}
