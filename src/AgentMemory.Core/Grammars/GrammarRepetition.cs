using System.Globalization;

namespace AgentMemory.Core.Grammars;

/// <summary>
/// A sequence as it grows, with its last symbol, which *, +, ? and counts repeat. Written out as in llama.cpp:
/// S{m,n} is m times S, then a rule of up to n-m further ones, each in the one before; S{m,} is m times S, then a rule
/// that refers to itself.
/// </summary>
internal sealed class GrammarRepetition(GrammarText text, GrammarTable table, string name)
{
    private int _symbol;
    private long _rules = 1;

    public List<GrammarElement> Sequence { get; } = [];

    /// <summary>The next symbol begins here; a group brings so many rules.</summary>
    public void Begin(int rules = 1)
    {
        _symbol = Sequence.Count;
        _rules = Math.Max(1, rules);
    }

    public void Add(GrammarElement element)
    {
        Count(element.At, element.Weight);
        Sequence.Add(element);
    }

    /// <summary>Repeats the last symbol; without <paramref name="most"/>, without end.</summary>
    public void Repeat(int at, int least, int? most)
    {
        if (_symbol == Sequence.Count)
        {
            throw text.Wrong(at, "there is nothing before this to repeat; write it after a literal, a class, a name or a group");
        }

        var copies = most is > 0 ? most.Value : Math.Max(1, least);
        if (_rules * copies > GrammarLimits.RepeatedRulesMax)
        {
            throw text.Wrong(at, string.Create(
                CultureInfo.InvariantCulture,
                $"counts and the rules inside multiply to {_rules * copies}, and {GrammarLimits.RepeatedRulesMax} is the most; lower the count"));
        }

        var symbol = Sequence[_symbol..];
        var weight = symbol.Sum(element => (long)element.Weight);
        Count(at, weight * copies);
        if (least == 0)
        {
            Sequence.RemoveRange(_symbol, symbol.Count);
        }

        for (var i = 1; i < least; i++)
        {
            Sequence.AddRange(symbol);
        }

        int? last = null;
        for (var i = 0; i < (most is { } end ? end - least : 1); i++)
        {
            var number = table.Made(name, at);
            var following = most is null ? number : last;
            table.Define(number, new GrammarRule(name, at, IsRepetition: true,
            [
                following is { } next ? [.. symbol, new GrammarElement.Rule(at, next)] : symbol,
                [],
            ]));
            last = number;
        }

        if (last is { } optional)
        {
            Sequence.Add(new GrammarElement.Rule(at, optional));
        }

        _rules *= copies;
    }

    private void Count(int at, long weight)
    {
        table.Elements += weight;
        if (table.Elements > GrammarLimits.ElementsMax)
        {
            throw text.Wrong(at, string.Create(
                CultureInfo.InvariantCulture,
                $"with its counts written out the grammar has more than {GrammarLimits.ElementsMax} elements; lower a count or shorten what is repeated"));
        }
    }
}
