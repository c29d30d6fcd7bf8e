namespace AgentMemory.Games.Gdl;

/// <summary>A term without variables; equal terms are one object.</summary>
/// <param name="id">Its number.</param>
/// <param name="name">The word, the function or the relation, in lower case.</param>
/// <param name="spelled">The same as the rulesheet spells it.</param>
/// <param name="terms">The arguments.</param>
internal sealed class GdlFact(int id, string name, string spelled, GdlFact[] terms)
{
    private const int SizeMax = 1_000_000_000;

    // Made when it is first wanted: the texts of long lists would be most of the memory, and few are ever shown.
    private string? _text;

    public int Id => id;

    public string Name => name;

    public GdlFact[] Terms => terms;

    /// <summary>How deep its brackets nest.</summary>
    public int Depth { get; } = terms.Length == 0 ? 0 : 1 + terms.Max(t => t.Depth);

    /// <summary>How many words it is made of.</summary>
    public int Size { get; } = (int)Math.Min(SizeMax, 1 + terms.Sum(t => (long)t.Size));

    /// <summary>As the rulesheet spells it.</summary>
    public override string ToString() => _text ??= terms.Length == 0
        ? spelled
        : $"({spelled} {string.Join(' ', terms.Select(t => t.ToString()))})";
}

/// <summary>The one object for every term without variables.</summary>
/// <param name="spelling">How the rulesheet first spelled its words, which are told apart in lower case.</param>
internal sealed class GdlTerms(IReadOnlyDictionary<string, string> spelling)
{
    private readonly Dictionary<string, GdlFact> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<Key, GdlFact> _compounds = [];
    private readonly List<GdlFact> _all = [];

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>The term of a number.</summary>
    public GdlFact this[int id] => _all[id];

    /// <summary>The one object for a word.</summary>
    public GdlFact Word(string name)
    {
        if (!_words.TryGetValue(name, out var word))
        {
            _words[name] = word = new GdlFact(_all.Count, name, spelling.GetValueOrDefault(name, name), []);
            _all.Add(word);
        }

        return word;
    }

    /// <summary>The one object for a term.</summary>
    public GdlFact Term(string name, GdlFact[] terms)
    {
        if (terms.Length == 0)
        {
            return Word(name);
        }

        var key = new Key(name, terms);
        if (!_compounds.TryGetValue(key, out var term))
        {
            _compounds[key] = term = new GdlFact(_all.Count, name, spelling.GetValueOrDefault(name, name), terms);
            _all.Add(term);
        }

        return term;
    }

    /// <summary>The term with its variables filled in, or null while one is open.</summary>
    public GdlFact? Bound(GdlTerm term, GdlFact?[] bindings) => term.Variable >= 0
        ? bindings[term.Variable]
        : IsBound(term, bindings) ? Filled(term, bindings) : null;

    private static bool IsBound(GdlTerm term, GdlFact?[] bindings)
    {
        if (term.Variable >= 0)
        {
            return bindings[term.Variable] is not null;
        }

        foreach (var inner in term.Terms)
        {
            if (!IsBound(inner, bindings))
            {
                return false;
            }
        }

        return true;
    }

    private GdlFact Filled(GdlTerm term, GdlFact?[] bindings)
    {
        if (term.Variable >= 0)
        {
            return bindings[term.Variable]!;
        }

        var terms = term.Terms.Length == 0 ? [] : new GdlFact[term.Terms.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = Filled(term.Terms[i], bindings);
        }

        return Term(term.Name, terms);
    }

    /// <summary>Binds variables so that a term becomes a fact; what was bound is noted, to be undone.</summary>
    public static bool Match(GdlTerm term, GdlFact fact, GdlFact?[] bindings, Stack<int> bound)
    {
        if (term.Variable >= 0)
        {
            if (bindings[term.Variable] is { } known)
            {
                return known == fact;
            }

            bindings[term.Variable] = fact;
            bound.Push(term.Variable);
            return true;
        }

        if (term.Terms.Length != fact.Terms.Length || term.Name != fact.Name)
        {
            return false;
        }

        for (var i = 0; i < fact.Terms.Length; i++)
        {
            if (!Match(term.Terms[i], fact.Terms[i], bindings, bound))
            {
                return false;
            }
        }

        return true;
    }

    private readonly struct Key(string name, GdlFact[] terms) : IEquatable<Key>
    {
        private readonly string _name = name;
        private readonly GdlFact[] _terms = terms;

        public bool Equals(Key other) => _name == other._name && _terms.AsSpan().SequenceEqual(other._terms);

        public override bool Equals(object? obj) => obj is Key key && Equals(key);

        public override int GetHashCode()
        {
            var hash = _name.GetHashCode(StringComparison.Ordinal);
            foreach (var term in _terms)
            {
                hash = (hash * 31) + term.Id;
            }

            return hash;
        }
    }
}
