namespace AgentMemory.Agents.Schemas;

/// <summary>What a JSON value may be: a schema after it was made simple. Closed: one of the nested records.</summary>
internal abstract record JsonForm
{
    private JsonForm()
    {
    }

    /// <summary>Any JSON value.</summary>
    public sealed record Anything : JsonForm;

    /// <summary>A string of so many characters; null for no upper bound.</summary>
    public sealed record Text(int Least, int? Most) : JsonForm;

    /// <summary>A whole number.</summary>
    public sealed record Whole(long? Least, long? Most) : JsonForm;

    /// <summary>A number; other bounds than the sign are not held, since digits do not tell them.</summary>
    public sealed record Number(bool IsNegativeAllowed) : JsonForm;

    /// <summary>Exactly one of these JSON texts: an enumeration, a constant, true, false, null.</summary>
    public sealed record Literals(IReadOnlyList<string> Json) : JsonForm;

    /// <summary>An array of so many items; null for no upper bound.</summary>
    public sealed record List(JsonForm Item, int Least, int? Most) : JsonForm;

    /// <summary>An object with these fields, in this order, and no others.</summary>
    public sealed record Fields(IReadOnlyList<JsonField> Members) : JsonForm;

    /// <summary>An object with any names.</summary>
    public sealed record Map(JsonForm Value) : JsonForm;

    /// <summary>One of several forms.</summary>
    public sealed record OneOf(IReadOnlyList<JsonForm> Choices) : JsonForm;

    /// <summary>The form of a place in the schema, which may be the form that this stands in.</summary>
    public sealed record Reference(string Pointer) : JsonForm;
}

/// <summary>A field of an object.</summary>
internal sealed record JsonField(string Name, JsonForm Form, bool IsRequired);

/// <summary>A whole schema: its form, and the forms it refers to by their JSON pointers.</summary>
internal sealed record SchemaForm(JsonForm Root, IReadOnlyDictionary<string, JsonForm> Places);
