using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentMemory.Memory.Passages;

/// <summary>
/// Moments in JSON. One that names no offset is taken as UTC, as everywhere else; by itself the serialiser takes it as the time
/// of the machine's own zone, so that one file would give two histories.
/// </summary>
internal sealed class MomentConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out _)
            ? DateTimeOffset.Parse(
                reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
            : throw new JsonException("a moment is written like 2026-11-21 or 2026-11-21T08:00:00Z");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
