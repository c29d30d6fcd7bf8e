namespace AgentMemory.Core.Grammars;

/// <summary>The rules of a grammar as they are read: named ones, and those that groups and repetitions are turned into.</summary>
internal sealed class GrammarTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<int> _places = [];
    private readonly List<GrammarRule?> _rules = [];

    public IReadOnlyList<GrammarRule?> Rules => _rules;

    /// <summary>Rules that were named or made so far, defined or not.</summary>
    public int Count => _names.Count;

    /// <summary>Elements after counts have been written out.</summary>
    public long Elements { get; set; }

    public string Name(int number) => _names[number];

    /// <summary>Where a rule is first mentioned.</summary>
    public int Place(int number) => _places[number];

    /// <summary>The names that have a rule.</summary>
    public IEnumerable<string> Defined => _numbers.Where(n => n.Value < _rules.Count && _rules[n.Value] is not null).Select(n => n.Key);

    public bool TryFind(string name, out int number) => _numbers.TryGetValue(name, out number);

    /// <summary>The number of a name, new where it was not met before.</summary>
    public int Number(string name, int at)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            number = Made(name, at);
            _numbers[name] = number;
        }

        return number;
    }

    /// <summary>A rule of its own for a group or a repetition inside the rule <paramref name="name"/>.</summary>
    public int Made(string name, int at)
    {
        _names.Add(name);
        _places.Add(at);
        return _names.Count - 1;
    }

    /// <summary>Defines a rule; the later definition of a name counts, as in llama.cpp.</summary>
    public void Define(int number, GrammarRule rule)
    {
        while (_rules.Count <= number)
        {
            _rules.Add(null);
        }

        _rules[number] = rule;
    }
}
