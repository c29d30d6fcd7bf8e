namespace AgentMemory.Games;

/// <summary>A term without variables; equal terms are one object.</summary>
internal sealed class GdlFact(int id, string name, GdlFact[] terms, int depth)
{
    public int Id => id;

    public string Name => name;

    public GdlFact[] Terms => terms;

    /// <summary>How deep its brackets nest.</summary>
    public int Depth => depth;

    public override string ToString() =>
        terms.Length == 0 ? name : $"({name} {string.Join(' ', terms.Select(t => t.ToString()))})";
}

/// <summary>Terms without variables, and those of them that are facts, found by relation and argument.</summary>
internal sealed class GdlFacts
{
    private static readonly List<GdlFact> None = [];
    private readonly Dictionary<string, GdlFact> _terms = new(StringComparer.Ordinal);
    private readonly HashSet<GdlFact> _facts = [];
    private readonly Dictionary<string, List<GdlFact>> _byRelation = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Relation, int Place, int Term), List<GdlFact>> _byTerm = [];

    public int Count => _facts.Count;

    public bool Contains(GdlFact fact) => _facts.Contains(fact);

    /// <summary>The one object for a term.</summary>
    public GdlFact Term(string name, GdlFact[] terms)
    {
        var key = terms.Length == 0 ? name : $"{name} {string.Join(' ', terms.Select(t => t.Id))}";
        if (!_terms.TryGetValue(key, out var term))
        {
            var depth = terms.Length == 0 ? 0 : 1 + terms.Max(t => t.Depth);
            _terms[key] = term = new GdlFact(_terms.Count, name, terms, depth);
        }

        return term;
    }

    /// <summary>Makes a term a fact; false when it was one.</summary>
    public bool Add(GdlFact fact)
    {
        if (!_facts.Add(fact))
        {
            return false;
        }

        Listed(_byRelation, fact.Name).Add(fact);
        for (var place = 0; place < fact.Terms.Length; place++)
        {
            Listed(_byTerm, (fact.Name, place, fact.Terms[place].Id)).Add(fact);
        }

        return true;
    }

    public List<GdlFact> Of(string relation) => _byRelation.GetValueOrDefault(relation, None);

    /// <summary>The fewest facts among which all that match an atom are found.</summary>
    public List<GdlFact> Candidates(GdlTerm atom, GdlFact?[] bindings)
    {
        var best = Of(atom.Name);
        for (var place = 0; place < atom.Terms.Count && best.Count > 1; place++)
        {
            if (Bound(atom.Terms[place], bindings) is { } term)
            {
                var some = _byTerm.GetValueOrDefault((atom.Name, place, term.Id), None);
                best = some.Count < best.Count ? some : best;
            }
        }

        return best;
    }

    /// <summary>The term with its variables filled in, or null while one is open.</summary>
    public GdlFact? Bound(GdlTerm term, GdlFact?[] bindings)
    {
        if (term.Variable >= 0)
        {
            return bindings[term.Variable];
        }

        var terms = term.Terms.Count == 0 ? [] : new GdlFact[term.Terms.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            if (Bound(term.Terms[i], bindings) is not { } inner)
            {
                return null;
            }

            terms[i] = inner;
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

        if (term.Name != fact.Name || term.Terms.Count != fact.Terms.Length)
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

    private static List<GdlFact> Listed<T>(Dictionary<T, List<GdlFact>> index, T key)
        where T : notnull
    {
        if (!index.TryGetValue(key, out var list))
        {
            index[key] = list = [];
        }

        return list;
    }
}
