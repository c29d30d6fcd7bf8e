using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Agents.Schemas;

/// <summary>
/// A JSON schema made simple, so that a grammar can be made from it: lists of types, "nullable", enumerations with null, doubled
/// entries, references and combinations become one closed form. Defaults are not looked at: generators write <c>default: null</c>
/// beside types that allow no null. What a grammar cannot hold (patterns, formats, conditions) is left to the function.
/// </summary>
internal sealed class SchemaReader
{
    private const int DepthMax = 64;
    private const int PlacesMax = 1_000;
    private readonly JsonElement _root;
    private readonly string _name;
    private readonly Dictionary<string, JsonForm> _places = new(StringComparer.Ordinal);

    private SchemaReader(JsonElement root, string name) => (_root, _name) = (root, name);

    /// <param name="schema">Any draft of the last years.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="UserErrorException">It refers to what is not there, allows nothing, or is nested without end.</exception>
    public static SchemaForm Read(JsonElement schema, string name)
    {
        var reader = new SchemaReader(schema, name);
        return new SchemaForm(reader.Form(schema, 0), reader._places);
    }

    private JsonForm Form(JsonElement schema, int depth)
    {
        if (depth > DepthMax)
        {
            throw Wrong($"is nested more than {DepthMax} deep; make it flatter");
        }

        return schema.ValueKind switch
        {
            JsonValueKind.True => new JsonForm.Anything(),
            JsonValueKind.Object => WithNull(schema, OfObject(schema, depth)),
            JsonValueKind.False => throw Wrong("has a place that allows nothing (false); give it a type"),
            _ => throw Wrong("is no object; a schema is an object"),
        };
    }

    private JsonForm OfObject(JsonElement schema, int depth)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Refer(reference, depth);
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return new JsonForm.Literals([Compact(only)]);
        }

        if (schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0)
        {
            return new JsonForm.Literals([.. values.EnumerateArray().Select(Compact).Distinct(StringComparer.Ordinal)]);
        }

        // An object whose parts are told elsewhere too keeps its own fields: the other conditions are the function's to hold.
        if (!schema.TryGetProperty("properties", out _))
        {
            foreach (var word in new[] { "anyOf", "oneOf" })
            {
                if (schema.TryGetProperty(word, out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
                {
                    return OneOf([.. choices.EnumerateArray().Select(choice => Form(choice, depth + 1))]);
                }
            }
        }

        if (schema.TryGetProperty("allOf", out var parts) && parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() > 0)
        {
            return AllOf(schema, parts, depth);
        }

        var types = TypesOf(schema);
        return types.Count == 0 ? new JsonForm.Anything() : OneOf([.. types.Select(type => OfType(type, schema, depth))]);
    }

    private JsonForm OfType(string type, JsonElement schema, int depth) => type switch
    {
        "string" => new JsonForm.Text((int)(Count(schema, "minLength") ?? 0), (int?)Count(schema, "maxLength")),
        "integer" => Whole(schema),
        "number" => new JsonForm.Number(!(Bound(schema, "minimum") >= 0 || Bound(schema, "exclusiveMinimum") >= 0)),
        "boolean" => new JsonForm.Literals(["true", "false"]),
        "null" => new JsonForm.Literals(["null"]),
        "array" => new JsonForm.List(
            schema.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Object or JsonValueKind.True
                ? Form(items, depth + 1) : new JsonForm.Anything(),
            (int)(Count(schema, "minItems") ?? 0),
            (int?)Count(schema, "maxItems")),
        "object" => Object(schema, depth),
        _ => throw Wrong($"names the type \"{type}\", which JSON schema does not have; the types are string, number, integer, boolean, array, object, null"),
    };

    private JsonForm Object(JsonElement schema, int depth)
    {
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => n.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        var fields = new List<JsonField>();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            // Of a name that is there twice the last one holds, as in every JSON reader.
            fields.AddRange(properties.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => new JsonField(p.Key, Form(p.Last().Value, depth + 1), required.Remove(p.Key))));
        }

        fields.AddRange(required.Select(name => new JsonField(name, new JsonForm.Anything(), IsRequired: true)));
        if (fields.Count > 0)
        {
            return new JsonForm.Fields(fields);
        }

        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        return others.ValueKind switch
        {
            JsonValueKind.False => new JsonForm.Fields([]),
            JsonValueKind.Object => new JsonForm.Map(Form(others, depth + 1)),
            // A function without parameters is described as an object with an empty list of properties.
            _ => properties.ValueKind == JsonValueKind.Object ? new JsonForm.Fields([]) : new JsonForm.Map(new JsonForm.Anything()),
        };
    }

    private JsonForm AllOf(JsonElement schema, JsonElement parts, int depth)
    {
        var forms = parts.EnumerateArray().Select(part => Resolved(Form(part, depth + 1))).ToList();
        if (schema.TryGetProperty("properties", out _))
        {
            forms.Add(Object(schema, depth));
        }

        var fields = forms.OfType<JsonForm.Fields>().SelectMany(f => f.Members).ToList();
        return fields.Count > 0
            ? new JsonForm.Fields([.. fields.GroupBy(f => f.Name, StringComparer.Ordinal)
                .Select(same => same.Last() with { IsRequired = same.Any(f => f.IsRequired) })])
            : forms.Find(form => form is not JsonForm.Anything) ?? new JsonForm.Anything();
    }

    private JsonForm Resolved(JsonForm form) => form is JsonForm.Reference place ? _places[place.Pointer] : form;

    private JsonForm.Reference Refer(JsonElement reference, int depth)
    {
        var pointer = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        if (!_places.ContainsKey(pointer))
        {
            if (_places.Count == PlacesMax)
            {
                throw Wrong($"refers to more than {PlacesMax} places; make it smaller");
            }

            // Known before it is read: it may refer to itself.
            _places[pointer] = new JsonForm.Anything();
            _places[pointer] = Form(Find(pointer), depth + 1);
        }

        return new JsonForm.Reference(pointer);
    }

    // RFC 6901 after a "#"; nothing is fetched from elsewhere.
    private JsonElement Find(string pointer)
    {
        var at = _root;
        if (pointer.Length == 0 || pointer[0] != '#')
        {
            throw Wrong($"refers to \"{pointer}\", which is not in it; write its definitions into it");
        }

        foreach (var part in pointer[1..].Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var isThere = at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength()
                ? (at = at[index]).ValueKind != JsonValueKind.Undefined
                : at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out at);
            if (!isThere)
            {
                throw Wrong($"refers to \"{pointer}\", which is not in it; write its definitions into it");
            }
        }

        return at;
    }

    private JsonForm WithNull(JsonElement schema, JsonForm form) =>
        schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True
            ? OneOf([form, new JsonForm.Literals(["null"])])
            : form;

    private static JsonForm OneOf(IReadOnlyList<JsonForm> choices)
    {
        var flat = choices.SelectMany(c => c is JsonForm.OneOf inner ? inner.Choices : [c]).ToList();
        var literals = flat.OfType<JsonForm.Literals>().SelectMany(l => l.Json).Distinct(StringComparer.Ordinal).ToList();
        List<JsonForm> distinct = [.. flat.Where(c => c is not JsonForm.Literals).Distinct()];
        if (literals.Count > 0)
        {
            distinct.Add(new JsonForm.Literals(literals));
        }

        return distinct.Find(c => c is JsonForm.Anything) ?? (distinct.Count == 1 ? distinct[0] : new JsonForm.OneOf(distinct));
    }

    private static List<string> TypesOf(JsonElement schema)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            return type.ValueKind switch
            {
                JsonValueKind.String => [type.GetString()!],
                JsonValueKind.Array => [.. type.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String)
                    .Select(t => t.GetString()!).Distinct(StringComparer.Ordinal)],
                _ => [],
            };
        }

        return schema.TryGetProperty("properties", out _) ? ["object"] : schema.TryGetProperty("items", out _) ? ["array"] : [];
    }

    private static JsonForm.Whole Whole(JsonElement schema)
    {
        double? least = Bound(schema, "minimum"), above = Bound(schema, "exclusiveMinimum");
        double? most = Bound(schema, "maximum"), below = Bound(schema, "exclusiveMaximum");
        var low = Larger(least is null ? null : Math.Ceiling(least.Value), above is null ? null : Math.Floor(above.Value) + 1);
        var high = Smaller(most is null ? null : Math.Floor(most.Value), below is null ? null : Math.Ceiling(below.Value) - 1);
        return low > high ? new JsonForm.Whole(Fitting(low), Fitting(low)) : new JsonForm.Whole(Fitting(low), Fitting(high));

        static double? Larger(double? left, double? right) => left is null ? right : right is null ? left : Math.Max(left.Value, right.Value);

        static double? Smaller(double? left, double? right) => left is null ? right : right is null ? left : Math.Min(left.Value, right.Value);

        // Beyond what digits are written for, a bound holds nothing.
        static long? Fitting(double? bound) => bound is { } value && Math.Abs(value) < WholeGrammar.Limit ? (long)value : null;
    }

    private static double? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;

    private static double? Count(JsonElement schema, string name) =>
        Bound(schema, name) is { } count ? Math.Clamp(Math.Floor(count), 0, int.MaxValue) : null;

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value, JsonText.Options);

    private UserErrorException Wrong(string what) => new($"the schema of {_name} {what}");
}
