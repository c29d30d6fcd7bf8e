using System.Text;
using System.Text.Json;
using AgentMemory.Agents.Schemas;
using AgentMemory.Core;
using AgentMemory.Core.Grammars;

namespace AgentMemory.Agents.Replies;

/// <summary>
/// The grammar of one call of one of several functions, so that any model calls well-formed; the choice and the values are the
/// model's.
/// </summary>
internal static class CallGrammar
{
    private static readonly int[] TextLengths = [256, 128, 64, 32, 16, 8, 4, 2, 1];

    /// <summary>The grammar; with a format, the reply may be words of that form instead.</summary>
    /// <exception cref="UserErrorException">The schemas make a grammar that no engine could follow.</exception>
    public static string Of(IReadOnlyList<ToolForm> tools, GrammarLengths lengths, SchemaForm? format = null)
    {
        var grammar = new SchemaGrammar(lengths);
        var calls = tools.Select(tool =>
            $"{SchemaGrammar.Literal("{\"name\":")} \" \"? {SchemaGrammar.Quoted(tool.Name)} \",\" \" \"? {SchemaGrammar.Literal("\"arguments\":")} "
            + $"\" \"? {grammar.RuleOf(tool.Arguments)} \"}}\"").ToList();
        if (format is not null)
        {
            calls.Add(grammar.RuleOf(format));
        }

        return Sound($"root ::= \" \"? ({string.Join(" | ", calls)})\n{grammar.Rules}");
    }

    /// <summary>The grammar of a JSON text.</summary>
    public static string Of(SchemaForm format)
    {
        var grammar = new SchemaGrammar(GrammarLengths.Usual);
        var root = grammar.RuleOf(format);
        return Sound($"root ::= \" \"? {root}\n{grammar.Rules}");
    }

    /// <summary>The widest bounds under which every call of these functions ends within the limit; null where none are.</summary>
    public static GrammarLengths? Within(IReadOnlyList<ToolForm> tools, int tokensMax)
    {
        foreach (var length in TextLengths)
        {
            var lengths = new GrammarLengths(length, length >= 32 ? 4 : 1, IsPlain: true);
            if (tools.All(tool => FormLength.Longest(tool.Arguments, lengths) is { } longest && longest + Around(tool) <= tokensMax))
            {
                return lengths;
            }
        }

        return null;
    }

    /// <summary>The function that a call which was cut off had begun to call; null where it does not show.</summary>
    public static ToolForm? Begun(string text, IReadOnlyList<ToolForm> tools)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.TrimStart()), isFinalBlock: false, state: default);
        try
        {
            return reader.Read() && reader.Read() && reader.ValueTextEquals("name") && reader.Read() && reader.GetString() is { } name
                ? tools.FirstOrDefault(tool => tool.Name == name)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Schemas are the caller's: one that makes too large a grammar is refused here, where its error says where it came from.
    private static string Sound(string gbnf)
    {
        Grammar.Parse(gbnf, "the grammar made from the functions' schemas");
        return gbnf;
    }

    // What stands around the arguments, blanks included.
    private static int Around(ToolForm tool) =>
        Encoding.UTF8.GetByteCount(" {\"name\": , \"arguments\": }" + JsonSerializer.Serialize(tool.Name, JsonText.Options));
}
