using System.Text.Json;

namespace AgentMemory.Agents.Schemas;

/// <summary>How long a JSON text of a form can become under plain bounds, in characters: no token is shorter than one.</summary>
internal static class FormLength
{
    private const int Number = 34;

    /// <summary>The longest text; null where forms refer to themselves and have no end.</summary>
    public static long? Longest(SchemaForm schema, GrammarLengths lengths)
    {
        var length = Of(schema.Root, schema, lengths, []);
        return length == long.MaxValue ? null : length;
    }

    private static long Of(JsonForm form, SchemaForm schema, GrammarLengths lengths, HashSet<string> within)
    {
        switch (form)
        {
            case JsonForm.Anything:
                return Math.Max(Number, lengths.TextCharacters + 2);
            case JsonForm.Text text:
                return Math.Max(text.Least, Math.Min(text.Most ?? int.MaxValue, lengths.TextCharacters)) + 2;
            case JsonForm.Whole or JsonForm.Number:
                return Number;
            case JsonForm.Literals literals:
                return literals.Json.Max(json => System.Text.Encoding.UTF8.GetByteCount(json));
            case JsonForm.List list:
                var items = Math.Max(list.Least, Math.Min(list.Most ?? int.MaxValue, lengths.Items));
                return Sum(2, Times(items, Sum(2, Of(list.Item, schema, lengths, within))));
            case JsonForm.Fields fields:
                return fields.Members.Aggregate(2L, (sum, field) =>
                    Sum(sum, Sum(4 + Name(field.Name), Of(field.Form, schema, lengths, within))));
            case JsonForm.Map map:
                return Sum(2, Times(lengths.Items, Sum(lengths.TextCharacters + 6, Of(map.Value, schema, lengths, within))));
            case JsonForm.OneOf choice:
                return choice.Choices.Max(c => Of(c, schema, lengths, within));
            case JsonForm.Reference reference:
                if (!within.Add(reference.Pointer))
                {
                    return long.MaxValue;
                }

                var length = Of(schema.Places[reference.Pointer], schema, lengths, within);
                within.Remove(reference.Pointer);
                return length;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static int Name(string name) => System.Text.Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(name, JsonText.Options));

    private static long Sum(long left, long right) => left == long.MaxValue || right == long.MaxValue ? long.MaxValue : left + right;

    private static long Times(int count, long length) =>
        length == long.MaxValue ? count == 0 ? 0 : long.MaxValue : Math.Min(long.MaxValue - 1, count * length);
}
