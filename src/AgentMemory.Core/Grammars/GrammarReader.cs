using System.Globalization;

namespace AgentMemory.Core.Grammars;

/// <summary>
/// Reads GBNF as llama.cpp does, so that a grammar means the same to both: rules by name, groups as rules of their own,
/// repetitions written out as <see cref="GrammarRepetition"/> says.
/// </summary>
internal sealed class GrammarReader(GrammarText text, GrammarTable table)
{
    /// <summary>Reads all rules.</summary>
    /// <exception cref="UserErrorException">The text is no grammar; the message says where.</exception>
    public void Read()
    {
        text.RefuseUnreadable();
        text.Spaces(lines: true);
        while (!text.Ends)
        {
            Rule();
        }
    }

    private void Rule()
    {
        var at = text.At;
        var name = text.Name();
        text.Spaces(lines: false);
        var number = table.Number(name, at);
        if (!text.StartsWith("::="))
        {
            throw text.Wrong(text.At, $"::= is due after the rule's name {name}, and {text.Shown()} is here; write {name} ::= ...");
        }

        text.Skip(3);
        text.Spaces(lines: true);
        Alternates(name, number, at, depth: 0);
        if (text.Takes('\r'))
        {
            text.Takes('\n');
        }
        else if (!text.Takes('\n') && !text.Ends)
        {
            throw text.Wrong(text.At, $"{text.Shown()} goes on no rule; write a literal, a class, a name, a group, or the next rule on a line of its own");
        }

        text.Spaces(lines: true);
    }

    private void Alternates(string name, int number, int at, int depth)
    {
        var alternates = new List<IReadOnlyList<GrammarElement>> { Sequence(name, depth) };
        while (text.Takes('|'))
        {
            text.Spaces(lines: true);
            alternates.Add(Sequence(name, depth));
        }

        table.Define(number, new GrammarRule(name, at, IsRepetition: false, alternates));
    }

    private List<GrammarElement> Sequence(string name, int depth)
    {
        var repetition = new GrammarRepetition(text, table, name);
        while (true)
        {
            var at = text.At;
            var isRead = text.Next switch
            {
                '"' => Literal(repetition),
                '[' => Class(repetition),
                '<' or '!' => Token(repetition),
                '(' => Group(repetition, name, depth),
                '.' => Any(repetition),
                '*' or '+' or '?' or '{' => Repeat(repetition, at, depth),
                _ => text.IsName && Reference(repetition),
            };
            if (!isRead)
            {
                return repetition.Sequence;
            }

            text.Spaces(lines: depth > 0);
        }
    }

    private bool Literal(GrammarRepetition into)
    {
        var start = text.At;
        text.Skip(1);
        into.Begin();
        while (!text.Takes('"'))
        {
            if (text.Ends)
            {
                throw text.Wrong(start, "a literal that begins here never ends; close it with \"");
            }

            var at = text.At;
            var letter = text.Character();
            if (letter == 0)
            {
                throw text.Wrong(at, $"{text.From(at)} is NUL, which no token's text holds; take it out");
            }

            into.Add(new GrammarElement.Characters(at, [(letter, letter)], Negated: false));
        }

        return true;
    }

    private bool Class(GrammarRepetition into)
    {
        var start = text.At;
        text.Skip(1);
        into.Begin();
        var negated = text.Takes('^');
        var ranges = new List<(int First, int Last)>();
        while (!text.Takes(']'))
        {
            if (text.Ends)
            {
                throw text.Wrong(start, "a class of characters that begins here never ends; close it with ]");
            }

            ranges.Add(Range(start));
        }

        // A range may begin with NUL, as in the usual class of what JSON texts may not hold; NUL alone could never be written.
        if (!negated && ranges.Count > 0 && ranges.TrueForAll(range => range is (0, 0)))
        {
            throw text.Wrong(start, $"{text.From(start)} allows NUL alone, which no token's text holds; take it out");
        }

        // llama.cpp takes a class of nothing for the empty text.
        if (ranges.Count > 0)
        {
            into.Add(new GrammarElement.Characters(start, ranges, negated));
        }

        return true;
    }

    private (int First, int Last) Range(int start)
    {
        var at = text.At;
        var first = text.Character();
        if (text.Next != '-' || text.StartsWith("-]"))
        {
            return (first, first);
        }

        text.Skip(1);
        if (text.Ends)
        {
            throw text.Wrong(start, "a class of characters that begins here never ends; close it with ]");
        }

        var last = text.Character();
        return first <= last ? (first, last) : throw text.Wrong(at, $"the range {text.From(at)} is reversed; write its first character first");
    }

    private bool Token(GrammarRepetition into)
    {
        var start = text.At;
        var negated = text.Takes('!');
        var at = text.At;
        if (!text.Takes('<'))
        {
            throw text.Wrong(text.At, $"< is due after !, and {text.Shown()} is here; write !<token> or !<[number]>");
        }

        if (text.Takes('['))
        {
            var digits = text.Digits();
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                throw text.Wrong(at, $"the token number {digits} is too large; no vocabulary is that large");
            }

            if (!text.Takes(']') || !text.Takes('>'))
            {
                throw text.Wrong(text.At, $"]> is due after a token's number, and {text.Shown()} is here");
            }
        }
        else
        {
            while (!text.Takes('>'))
            {
                if (text.Ends)
                {
                    throw text.Wrong(at, "a token that begins here never ends; close it with >");
                }

                text.Skip(1);
            }
        }

        into.Begin();
        into.Add(new GrammarElement.Token(start, text.From(at), negated));
        return true;
    }

    private bool Group(GrammarRepetition into, string name, int depth)
    {
        var at = text.At;
        if (depth == GrammarLimits.DepthMax)
        {
            throw text.Wrong(at, $"more than {GrammarLimits.DepthMax} groups are inside one another; give the inner ones rules with names");
        }

        text.Skip(1);
        text.Spaces(lines: true);
        var before = table.Count;
        var number = table.Made(name, at);
        Alternates(name, number, at, depth + 1);
        into.Begin(table.Count - before);
        into.Add(new GrammarElement.Rule(at, number));
        return text.Takes(')')
            ? true
            : throw text.Wrong(text.Ends ? at : text.At, text.Ends
                ? "a group that begins here never ends; close it with )"
                : $"{text.Shown()} goes on no group; close it with ), or write a literal, a class, a name or a group");
    }

    private bool Any(GrammarRepetition into)
    {
        into.Begin();
        into.Add(new GrammarElement.Any(text.At));
        text.Skip(1);
        return true;
    }

    private bool Reference(GrammarRepetition into)
    {
        var at = text.At;
        var number = table.Number(text.Name(), at);
        into.Begin();
        into.Add(new GrammarElement.Rule(at, number));
        return true;
    }

    private bool Repeat(GrammarRepetition into, int at, int depth)
    {
        var sign = text.Next;
        text.Skip(1);
        switch (sign)
        {
            case '*':
                into.Repeat(at, 0, null);
                break;
            case '+':
                into.Repeat(at, 1, null);
                break;
            case '?':
                into.Repeat(at, 0, 1);
                break;
            default:
                var (least, most) = Counts(at, depth > 0);
                into.Repeat(at, least, most);
                break;
        }

        return true;
    }

    private (int Least, int? Most) Counts(int at, bool lines)
    {
        text.Spaces(lines);
        var least = Count();
        text.Spaces(lines);
        int? most = least;
        if (text.Takes(','))
        {
            text.Spaces(lines);
            most = char.IsAsciiDigit(text.Next) ? Count() : null;
            text.Spaces(lines);
        }

        if (!text.Takes('}'))
        {
            throw text.Wrong(text.At, $"}} is due after a count, and {text.Shown()} is here; write {{m}}, {{m,}} or {{m,n}}");
        }

        return most is { } end && end < least
            ? throw text.Wrong(at, $"the count {text.From(at)} is reversed; write the smaller number first")
            : (least, most);
    }

    private int Count()
    {
        var at = text.At;
        var digits = text.Digits();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= GrammarLimits.CountMax
            ? count
            : throw text.Wrong(at, $"the count {digits} is too large; it is a whole number from 0 to {GrammarLimits.CountMax}");
    }
}
