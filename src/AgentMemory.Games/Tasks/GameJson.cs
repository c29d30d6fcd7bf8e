using System.Text.Json;

namespace AgentMemory.Games.Tasks;

/// <summary>How game records are written.</summary>
internal static class GameJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
