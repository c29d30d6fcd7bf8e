using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentMemory.Agents.Schemas;

/// <summary>JSON as models read and write it: on one line, letters of every script as they are.</summary>
internal static class JsonText
{
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
