using System.Text.Encodings.Web;
using System.Text.Json;
using AgentMemory.Gguf;

namespace AgentMemory.Training.Adapters.Peft;

/// <summary>Writes safetensors files the way the format's own library does: wider types first, then by name; a header of whole words.</summary>
internal static class SafetensorsWriter
{
    private const int HeaderWordBytes = 8;

    /// <summary>Writes beside the path and puts the file in place when it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Texts about it.</param>
    /// <param name="tensors">Names, types, shapes (slowest dimension first) and data.</param>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, string> metadata,
        IEnumerable<(string Name, GgmlType Type, long[] Shape, byte[] Data)> tensors)
    {
        var sorted = tensors.OrderByDescending(t => t.Type == GgmlType.F32).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        var partial = path + ".partial";
        using (var stream = File.Create(partial))
        {
            var header = Header(metadata, sorted);
            stream.Write(BitConverter.GetBytes((ulong)header.Length));
            stream.Write(header);
            foreach (var tensor in sorted)
            {
                stream.Write(tensor.Data);
            }
        }

        File.Move(partial, path, overwrite: true);
    }

    private static byte[] Header(
        IReadOnlyDictionary<string, string> metadata, List<(string Name, GgmlType Type, long[] Shape, byte[] Data)> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (name, text) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, type, shape, data) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type.ToString());
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", offset, offset + data.Length);
                json.WriteEndObject();
                offset += data.Length;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % HeaderWordBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, params ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
