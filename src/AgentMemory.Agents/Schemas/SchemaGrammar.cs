using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentMemory.Agents.Schemas;

/// <summary>
/// JSON forms as rules of a GBNF grammar. Blanks are allowed where models write them, one after a colon or a comma. What has no
/// upper bound gets one, so that a model that never ends a text still ends a call.
/// </summary>
internal sealed class SchemaGrammar(GrammarLengths lengths)
{
    private const int CountMax = 2_000;
    private const string Blank = "\" \"?";
    private readonly StringBuilder _rules = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>All rules so far, one a line.</summary>
    public string Rules => _rules.ToString();

    /// <summary>A text as it is, in a grammar.</summary>
    public static string Literal(string text)
    {
        var written = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            written.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < 0x20 or 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
                _ => rune.ToString(),
            });
        }

        return written.Append('"').ToString();
    }

    /// <summary>A text as a JSON string, in a grammar.</summary>
    public static string Quoted(string text) => Literal(JsonSerializer.Serialize(text, JsonText.Options));

    /// <summary>The name of a rule that matches a value of the schema.</summary>
    public string RuleOf(SchemaForm schema)
    {
        // References are rules of their own, named before they are written, since they may refer to themselves.
        var places = schema.Places.Keys.ToDictionary(pointer => pointer, _ => NewName("place"), StringComparer.Ordinal);
        foreach (var (pointer, form) in schema.Places)
        {
            Write(places[pointer], Expression(form, places));
        }

        return Named("form", Expression(schema.Root, places));
    }

    private string Expression(JsonForm form, Dictionary<string, string> places) => form switch
    {
        JsonForm.Anything => Value(),
        JsonForm.Text text => Text(text),
        JsonForm.Whole whole => Named("whole", WholeGrammar.Between(whole.Least, whole.Most)),
        JsonForm.Number number => Number(number.IsNegativeAllowed),
        JsonForm.Literals literals => Group(literals.Json.Select(Literal)),
        JsonForm.List list => List(Expression(list.Item, places), list.Least, list.Most),
        JsonForm.Fields fields => Fields(fields, places),
        JsonForm.Map map => Map(Expression(map.Value, places)),
        JsonForm.OneOf choice => Group(choice.Choices.Select(c => Expression(c, places))),
        JsonForm.Reference reference => places[reference.Pointer],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string Text(JsonForm.Text text)
    {
        var least = Math.Min(text.Least, CountMax);
        var most = Math.Max(least, Math.Min(text.Most ?? int.MaxValue, lengths.TextCharacters));
        // Lone halves of surrogate pairs are no text: \uD800 to \uDFFF cannot be written.
        var letter = Named("letter", lengths.IsPlain
            ? "[ !#-\\[\\]-~]"
            : "[^\"\\\\\\x00-\\x1F\\x7F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" ([0-9A-CEFa-cef] [0-9A-Fa-f]{3} | [Dd] [0-7] [0-9A-Fa-f]{2}))");
        return Named("text", string.Create(CultureInfo.InvariantCulture, $"\"\\\"\" {letter}{{{least},{most}}} \"\\\"\""));
    }

    private string Number(bool isNegativeAllowed)
    {
        var exponent = lengths.IsPlain ? "" : " ([eE] [-+]? [0-9]{1,2})?";
        return Named("number", (isNegativeAllowed ? "\"-\"? " : "") + "(\"0\" | [1-9] [0-9]{0,14}) (\".\" [0-9]{1,15})?" + exponent);
    }

    private string List(string item, int least, int? most)
    {
        var from = Math.Min(least, CountMax);
        var to = Math.Max(from, Math.Min(most ?? int.MaxValue, lengths.Items));
        if (to == 0)
        {
            return "\"[]\"";
        }

        var more = Named("more", $"\",\" {Blank} {item}");
        var items = string.Create(CultureInfo.InvariantCulture, $"{item} {more}{{{Math.Max(0, from - 1)},{to - 1}}}");
        return Named("list", from == 0 ? $"\"[\" ({items})? \"]\"" : $"\"[\" {items} \"]\"");
    }

    // Fields come in their order, so that a comma is due before each but the first that is there.
    private string Fields(JsonForm.Fields fields, Dictionary<string, string> places)
    {
        var members = fields.Members.Select(f => Named("field", $"{Quoted(f.Name)} \":\" {Blank} {Expression(f.Form, places)}")).ToList();
        var rest = new string[members.Count + 1];
        rest[members.Count] = "";
        for (var i = members.Count - 1; i >= 0; i--)
        {
            var one = $"\",\" {Blank} {members[i]}";
            var rule = fields.Members[i].IsRequired ? $"{one} {rest[i + 1]}" : $"({one})? {rest[i + 1]}";
            rest[i] = Named("rest", rule.TrimEnd());
        }

        var starts = new List<string>();
        for (var i = 0; i < members.Count; i++)
        {
            starts.Add($"{members[i]} {rest[i + 1]}".TrimEnd());
            if (fields.Members[i].IsRequired)
            {
                return Named("object", $"\"{{\" ({string.Join(" | ", starts)}) \"}}\"");
            }
        }

        return starts.Count == 0 ? "\"{}\"" : Named("object", $"\"{{\" ({string.Join(" | ", starts)})? \"}}\"");
    }

    private string Map(string value)
    {
        var entry = Named("entry", $"{Text(new JsonForm.Text(1, null))} \":\" {Blank} {value}");
        var more = Named("more", $"\",\" {Blank} {entry}");
        return Named("map", string.Create(CultureInfo.InvariantCulture, $"\"{{\" ({entry} {more}{{0,{lengths.Items - 1}}})? \"}}\""));
    }

    // Any value may hold any value: a rule that leads to itself, except where it must end soon.
    private string Value()
    {
        const string Name = "value";
        if (_names.TryAdd(Name, Name))
        {
            var scalars = $"{Text(new JsonForm.Text(0, null))} | {Number(isNegativeAllowed: true)} | \"true\" | \"false\" | \"null\"";
            Write(Name, lengths.IsPlain ? scalars : $"{Map(Name)} | {List(Name, 0, null)} | {scalars}");
        }

        return Name;
    }

    private static string Group(IEnumerable<string> alternates) => $"({string.Join(" | ", alternates)})";

    private string Named(string kind, string body)
    {
        if (!_names.TryGetValue(body, out var name))
        {
            name = NewName(kind);
            _names[body] = name;
            Write(name, body);
        }

        return name;
    }

    private string NewName(string kind)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{_names.Count}");
        _names[name] = name;
        return name;
    }

    private void Write(string name, string body) => _rules.Append(name).Append(" ::= ").Append(body).Append('\n');
}

/// <summary>Bounds for what a schema leaves unbounded.</summary>
/// <param name="TextCharacters">Of one string, whatever the schema allows beyond.</param>
/// <param name="Items">Of one array or map.</param>
/// <param name="IsPlain">Printable ASCII without escapes and no value within any value: one token a character at most, so that lengths are known.</param>
internal sealed record GrammarLengths(int TextCharacters, int Items, bool IsPlain)
{
    /// <summary>What a call is written with as a rule.</summary>
    public static GrammarLengths Usual { get; } = new(400, 16, IsPlain: false);
}
