namespace AgentMemory.Games.Gdl;

/// <summary>
/// Facts, found by relation, by argument, and by what stands inside an argument, as in <c>(true (cell 1 1 b))</c>.
/// </summary>
internal sealed class GdlFacts(GdlTerms terms)
{
    private const int Whole = -1;
    private const int Function = -2;
    private static readonly List<GdlFact> None = [];
    private readonly HashSet<GdlFact> _facts = [];
    private readonly Dictionary<string, List<GdlFact>> _byRelation = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Relation, int Place, int Inner, int Term), List<GdlFact>> _byTerm = [];
    private readonly Dictionary<(string Relation, int Place), int> _different = [];

    public GdlTerms Terms => terms;

    public int Count => _facts.Count;

    public bool Contains(GdlFact fact) => _facts.Contains(fact);

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
            var term = fact.Terms[place];
            var same = Listed(_byTerm, (fact.Name, place, Whole, term.Id));
            same.Add(fact);
            if (same.Count == 1)
            {
                _different[(fact.Name, place)] = Different(fact.Name, place) + 1;
            }

            if (term.Terms.Length > 0)
            {
                Listed(_byTerm, (fact.Name, place, Function, terms.Word(term.Name).Id)).Add(fact);
            }

            for (var inner = 0; inner < term.Terms.Length; inner++)
            {
                Listed(_byTerm, (fact.Name, place, inner, term.Terms[inner].Id)).Add(fact);
            }
        }

        return true;
    }

    public List<GdlFact> Of(string relation) => _byRelation.GetValueOrDefault(relation, None);

    /// <summary>How many different terms the facts of a relation have in a place.</summary>
    public int Different(string relation, int place) => _different.GetValueOrDefault((relation, place));

    /// <summary>The fewest facts among which all that match an atom are found.</summary>
    public List<GdlFact> Candidates(GdlTerm atom, GdlFact?[] bindings)
    {
        var best = Of(atom.Name);
        for (var place = 0; place < atom.Terms.Length && best.Count > 1; place++)
        {
            var term = atom.Terms[place];
            if (terms.Bound(term, bindings) is { } bound)
            {
                best = Fewer(best, (atom.Name, place, Whole, bound.Id));
                continue;
            }

            if (term.Variable < 0)
            {
                best = Inside(atom.Name, place, term, bindings, best);
            }
        }

        return best;
    }

    private List<GdlFact> Inside(string relation, int place, GdlTerm term, GdlFact?[] bindings, List<GdlFact> best)
    {
        best = Fewer(best, (relation, place, Function, terms.Word(term.Name).Id));
        for (var inner = 0; inner < term.Terms.Length && best.Count > 1; inner++)
        {
            if (terms.Bound(term.Terms[inner], bindings) is { } bound)
            {
                best = Fewer(best, (relation, place, inner, bound.Id));
            }
        }

        return best;
    }

    private List<GdlFact> Fewer(List<GdlFact> best, (string, int, int, int) key)
    {
        var some = _byTerm.GetValueOrDefault(key, None);
        return some.Count < best.Count ? some : best;
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
