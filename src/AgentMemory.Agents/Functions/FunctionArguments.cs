using System.Text;
using System.Text.Json;
using AgentMemory.Core;

namespace AgentMemory.Agents.Functions;

/// <summary>Arguments of one call that were read and found right: each is there, of its type, and within its range.</summary>
public sealed class FunctionArguments
{
    private readonly Dictionary<string, object> _values;

    private FunctionArguments(Dictionary<string, object> values) => _values = values;

    /// <summary>A text that must be given.</summary>
    public string Text(string name) => (string)_values[name];

    /// <summary>A text that may be left out.</summary>
    public string? OptionalText(string name) => (string?)_values.GetValueOrDefault(name);

    /// <summary>A whole number, as given or the usual one.</summary>
    public int Whole(string name) => (int)_values[name];

    /// <summary>Reads arguments. A null counts as left out, since models write it for what they do not know.</summary>
    /// <exception cref="UserErrorException">One is missing, unknown, of another type or out of range.</exception>
    internal static FunctionArguments Read(AgentFunction function, IEnumerable<KeyValuePair<string, JsonElement>> given)
    {
        var left = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            left[name] = value;
        }

        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var argument in function.Arguments)
        {
            if (left.Remove(argument.Name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                values[argument.Name] = ValueOf(function, argument, value);
            }
            else if (argument.MustBeGiven)
            {
                throw new UserErrorException($"{function.Name}: {argument.Name} is missing; it is {argument.Allowed}");
            }
            else if (argument is AgentArgument.Whole whole)
            {
                values[argument.Name] = whole.Usual;
            }
        }

        return left.Keys.FirstOrDefault() is { } unknown
            ? throw new UserErrorException(
                $"{function.Name} has no argument \"{unknown}\"; it takes {string.Join(", ", function.Arguments.Select(a => a.Name))}"
                + NearestName.Hint(unknown, function.Arguments.Select(a => a.Name)))
            : new FunctionArguments(values);
    }

    private static object ValueOf(AgentFunction function, AgentArgument argument, JsonElement value) => argument switch
    {
        AgentArgument.Text text when value.ValueKind == JsonValueKind.String && IsWithin(value.GetString()!, text.CharactersMax) => value.GetString()!,
        AgentArgument.Whole whole when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && whole.Range.Holds(number) => number,
        _ => throw new UserErrorException($"{function.Name}: {argument.Name} {Shown(value)} cannot be used; it is {argument.Allowed}"),
    };

    // Characters as JSON schemas count them: code points, not UTF-16 units.
    private static bool IsWithin(string text, int most) => text.Length > 0 && text.EnumerateRunes().Take(most + 1).Count() <= most;

    private static string Shown(JsonElement value)
    {
        const int LettersMax = 40;
        var text = new StringBuilder();
        foreach (var rune in value.GetRawText().EnumerateRunes().Take(LettersMax))
        {
            text.Append(rune.ToString());
        }

        return text.Length < value.GetRawText().Length ? text.Append("...").ToString() : text.ToString();
    }
}
