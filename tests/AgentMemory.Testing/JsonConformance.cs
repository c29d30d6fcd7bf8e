using System.Text.Json;
using Xunit;

namespace AgentMemory.Testing;

/// <summary>Whether a JSON value is what a schema says: written for the tests, apart from the reader under test.</summary>
public static class JsonConformance
{
    public static void Check(JsonElement value, JsonElement schema) => Assert.True(Fits(value, schema, schema), $"{value.GetRawText()}\nis not\n{schema.GetRawText()}");

    public static bool Fits(JsonElement value, JsonElement schema, JsonElement root)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return true;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Fits(value, reference.GetString()!.Split('/').Skip(1).Aggregate(root, (at, name) => at.GetProperty(name)), root);
        }

        return (!schema.TryGetProperty("const", out var only) || JsonElement.DeepEquals(value, only))
            && (!schema.TryGetProperty("enum", out var values) || values.EnumerateArray().Any(v => JsonElement.DeepEquals(value, v)))
            && (!schema.TryGetProperty("anyOf", out var any) || any.EnumerateArray().Any(s => Fits(value, s, root)))
            && (!schema.TryGetProperty("allOf", out var all) || all.EnumerateArray().All(s => Fits(value, s, root)))
            && (!schema.TryGetProperty("type", out var type)
                || (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(t => IsOf(value, t.GetString()!)) : IsOf(value, type.GetString()!))
                || (value.ValueKind == JsonValueKind.Null && schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean()))
            && value.ValueKind switch
            {
                JsonValueKind.String => Within(value.GetString()!.EnumerateRunes().Count(), schema, "minLength", "maxLength"),
                JsonValueKind.Number => Within(value.GetDouble(), schema, "minimum", "maximum"),
                JsonValueKind.Array => Within(value.GetArrayLength(), schema, "minItems", "maxItems")
                    && (!schema.TryGetProperty("items", out var items) || value.EnumerateArray().All(item => Fits(item, items, root))),
                JsonValueKind.Object => IsObject(value, schema, root),
                _ => true,
            };
    }

    private static bool IsObject(JsonElement value, JsonElement schema, JsonElement root)
    {
        var properties = schema.TryGetProperty("properties", out var p) ? p : default;
        return (!schema.TryGetProperty("required", out var required) || required.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)))
            && value.EnumerateObject().All(member =>
                properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var own)
                    ? Fits(member.Value, own, root)
                    : !schema.TryGetProperty("additionalProperties", out var others)
                        || others.ValueKind != JsonValueKind.False && Fits(member.Value, others, root));
    }

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new ArgumentException(type),
    };

    private static bool Within(double number, JsonElement schema, string least, string most) =>
        (!schema.TryGetProperty(least, out var low) || number >= low.GetDouble()) && (!schema.TryGetProperty(most, out var high) || number <= high.GetDouble());
}
