using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentMemory.Memory.Passages;

namespace AgentMemory.Memory.Store;

/// <summary>The first line of an export.</summary>
internal sealed record ExportHeader
{
    public const string Name = "agentmemory.memory/1";

    [JsonPropertyName("schema")]
    public required string Schema { get; init; }

    /// <summary>Whose vectors the passages carry; null without vectors.</summary>
    [JsonPropertyName("embedder")]
    public string? Embedder { get; init; }

    [JsonPropertyName("dimensions")]
    public int? Dimensions { get; init; }

    /// <summary>The last number that was given, so that a forgotten passage's is not given again.</summary>
    [JsonPropertyName("last_passage")]
    public required long LastPassage { get; init; }

    [JsonPropertyName("last_entry")]
    public required long LastEntry { get; init; }

    /// <summary>How many passages follow, so that a cut is found; null in an export that was made before they were counted.</summary>
    [JsonPropertyName("passages")]
    public long? Passages { get; init; }

    /// <summary>How many entries of the log follow.</summary>
    [JsonPropertyName("entries")]
    public long? Entries { get; init; }
}

/// <summary>A line that holds a passage. Only the text is needed in a file that somebody else made.</summary>
internal sealed record ExportPassage
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("kind")]
    public string? Kind { get; init; }

    [JsonPropertyName("source")]
    public string? Source { get; init; }

    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    [JsonPropertyName("provenance")]
    public string? Provenance { get; init; }

    [JsonPropertyName("time")]
    public DateTimeOffset? Time { get; init; }

    [JsonPropertyName("valid_until")]
    public DateTimeOffset? ValidUntil { get; init; }

    [JsonPropertyName("replaced_by")]
    public string? ReplacedBy { get; init; }

    [JsonPropertyName("withdrawn")]
    public bool? Withdrawn { get; init; }

    /// <summary>Little-endian 32-bit floats, base64.</summary>
    [JsonPropertyName("vector")]
    public byte[]? Vector { get; init; }
}

/// <summary>A line that holds an entry of the log.</summary>
internal sealed record ExportEntry
{
    [JsonPropertyName("entry")]
    public required long Entry { get; init; }

    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    [JsonPropertyName("action")]
    public required string Action { get; init; }

    [JsonPropertyName("passage")]
    public string? Passage { get; init; }

    [JsonPropertyName("undoes")]
    public long? Undoes { get; init; }
}

/// <summary>How lines are written and read: the same bytes for the same store.</summary>
internal static class ExportJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new MomentConverter() },
    };
}
