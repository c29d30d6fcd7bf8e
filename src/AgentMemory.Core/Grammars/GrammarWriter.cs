using System.Globalization;
using System.Text;

namespace AgentMemory.Core.Grammars;

/// <summary>
/// Writes a grammar in the plainest GBNF: ASCII alone, characters by number, repetitions as rules. Engines differ in the escapes and
/// counts they read; what is written so, they all read alike.
/// </summary>
internal static class GrammarWriter
{
    private const int LastOfFourDigits = 0xFFFF;

    public static string Write(Grammar grammar)
    {
        var text = new StringBuilder();
        for (var i = 0; i < grammar.Rules.Count; i++)
        {
            text.Append(Name(grammar, i)).Append(" ::= ");
            text.AppendJoin(" | ", grammar.Rules[i].Alternates.Select(alternate => Sequence(grammar, alternate))).Append('\n');
        }

        return text.ToString();
    }

    private static string Name(Grammar grammar, int rule) =>
        rule == grammar.Root ? "root" : string.Create(CultureInfo.InvariantCulture, $"rule-{rule}");

    private static string Sequence(Grammar grammar, IReadOnlyList<GrammarElement> elements) =>
        elements.Count == 0 ? "\"\"" : string.Join(' ', elements.Select(element => Element(grammar, element)));

    private static string Element(Grammar grammar, GrammarElement element) => element switch
    {
        GrammarElement.Characters characters => Class(characters),
        GrammarElement.Any => ".",
        GrammarElement.Token token => (token.Negated ? "!" : "") + token.Written,
        GrammarElement.Rule other => Name(grammar, other.Number),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Class(GrammarElement.Characters characters)
    {
        var text = new StringBuilder(characters.Negated ? "[^" : "[");
        foreach (var (first, last) in characters.Ranges)
        {
            text.Append(Escape(first));
            if (last != first)
            {
                text.Append('-').Append(Escape(last));
            }
        }

        return text.Append(']').ToString();
    }

    private static string Escape(int codePoint) => codePoint <= LastOfFourDigits
        ? string.Create(CultureInfo.InvariantCulture, $"\\u{codePoint:X4}")
        : string.Create(CultureInfo.InvariantCulture, $"\\U{codePoint:X8}");
}
