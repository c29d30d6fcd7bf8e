using System.Globalization;
using System.Text.Json.Nodes;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Agents.Functions;

/// <summary>Passages as functions give them.</summary>
internal static class PassageJson
{
    /// <summary>Schema of <see cref="Of"/>; the search adds the numbers of how it was found.</summary>
    public const string Properties = """
        "id": { "type": "string", "description": "Names the passage" },
        "text": { "type": "string" },
        "kind": { "type": "string", "enum": ["document", "episode", "fact", "note", "message"] },
        "source": { "type": "string" },
        "subject": { "type": ["string", "null"] },
        "provenance": { "type": "string" },
        "time": { "type": "string", "format": "date-time" }
        """;

    public const string Required = "\"id\", \"text\", \"kind\", \"source\", \"subject\", \"provenance\", \"time\"";

    public static JsonObject Of(Passage passage) => new()
    {
        ["id"] = passage.Id,
        ["text"] = passage.Text,
        ["kind"] = passage.Kind.ToString().ToLowerInvariant(),
        ["source"] = passage.Source,
        ["subject"] = passage.Subject,
        ["provenance"] = passage.Provenance,
        ["time"] = Moment(passage.Time),
    };

    /// <summary>As the store keeps it, to the millisecond.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
