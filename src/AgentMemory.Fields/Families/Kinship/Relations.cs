using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Kinship;

/// <summary>How a relation follows from others.</summary>
internal enum RelationLaw
{
    /// <summary>Listed in the register.</summary>
    Register,

    /// <summary>x is a D of y when x is a first of some z that is a second of y.</summary>
    Composed,

    /// <summary>x is a D of y when y is a first of x.</summary>
    Inverse,

    /// <summary>x is a D of y when x is a first or a second of y.</summary>
    Union,

    /// <summary>x is a D of another y when both are firsts of the same z.</summary>
    Shared,
}

/// <summary>A relation between inhabitants.</summary>
internal sealed record Relation(RelationLaw Law, IReadOnlyList<int> Parts)
{
    /// <summary>Whether both say the same; a union's parts may stand in any order.</summary>
    public bool IsSame(Relation other) => Law == other.Law
        && (Law == RelationLaw.Union ? Parts.Order().SequenceEqual(other.Parts.Order()) : Parts.SequenceEqual(other.Parts));
}

/// <summary>
/// Relations among a few inhabitants. The first engine joins lists of pairs, bottom up; the second asks from the top
/// whether two are related, trying every inhabitant as a witness.
/// </summary>
internal sealed class Relations
{
    private readonly FieldPlan _plan;
    private readonly Relation[] _relations;
    private readonly HashSet<(int, int)>[] _pairs;
    private readonly Dictionary<(int, int, int), bool> _known = [];

    public Relations(FieldPlan plan, int inhabitants)
    {
        _plan = plan;
        Inhabitants = inhabitants;
        _relations = new Relation[plan.Total];
        _pairs = new HashSet<(int, int)>[plan.Total];
        for (var i = 0; i < plan.Total; i++)
        {
            if (plan.IsPrimitive(i))
            {
                _relations[i] = new Relation(RelationLaw.Register, []);
                _pairs[i] = Register(i);
            }
            else
            {
                Derive(i);
            }
        }
    }

    public int Inhabitants { get; }

    public Relation this[int concept] => _relations[concept];

    /// <summary>First engine: all pairs of a relation in the register's world.</summary>
    public IReadOnlySet<(int From, int To)> Pairs(int concept) => _pairs[concept];

    /// <summary>First engine on other facts: pairs of a derived relation when its parts have the given pairs.</summary>
    public static HashSet<(int, int)> Join(Relation relation, Func<int, IEnumerable<(int, int)>> pairsOf)
    {
        var first = pairsOf(relation.Parts[0]).ToList();
        switch (relation.Law)
        {
            case RelationLaw.Composed:
                var next = pairsOf(relation.Parts[1]).ToLookup(p => p.Item1, p => p.Item2);
                return [.. first.SelectMany(p => next[p.Item2].Select(to => (p.Item1, to)))];
            case RelationLaw.Inverse:
                return [.. first.Select(p => (p.Item2, p.Item1))];
            case RelationLaw.Union:
                return [.. first.Concat(pairsOf(relation.Parts[1]))];
            default:
                var sharing = first.ToLookup(p => p.Item2, p => p.Item1);
                return [.. first.SelectMany(p => sharing[p.Item2].Where(o => o != p.Item1).Select(o => (p.Item1, o)))];
        }
    }

    /// <summary>Second engine: goal-directed, with witnesses tried one by one.</summary>
    public bool IsRelated(int concept, int from, int to)
    {
        if (_relations[concept].Law == RelationLaw.Register)
        {
            return _pairs[concept].Contains((from, to));
        }

        if (!_known.TryGetValue((concept, from, to), out var known))
        {
            known = Witness(_relations[concept], from, to, Inhabitants, IsRelated);
            _known[(concept, from, to)] = known;
        }

        return known;
    }

    /// <summary>Second engine on other facts.</summary>
    public static bool Witness(
        Relation relation, int from, int to, int inhabitants, Func<int, int, int, bool> isRelated)
    {
        var first = relation.Parts[0];
        var second = relation.Parts[^1];
        switch (relation.Law)
        {
            case RelationLaw.Inverse:
                return isRelated(first, to, from);
            case RelationLaw.Union:
                return isRelated(first, from, to) || isRelated(second, from, to);
        }

        if (relation.Law == RelationLaw.Shared && from == to)
        {
            return false;
        }

        for (var z = 0; z < inhabitants; z++)
        {
            if (isRelated(first, from, z)
                && (relation.Law == RelationLaw.Composed ? isRelated(second, z, to) : isRelated(first, to, z)))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<(int, int)> Register(int concept)
    {
        var rng = _plan.LawOf(concept);
        var pairs = new HashSet<(int, int)>();
        // Kinship: each has one earlier one. Ecology: each has one or two, whoever they are.
        var isKin = concept % 2 == 0;
        for (var x = 0; x < Inhabitants; x++)
        {
            if (isKin && x > 0)
            {
                pairs.Add((rng.Next(x), x));
            }

            for (var k = 0; !isKin && k < 1 + rng.Next(2); k++)
            {
                var y = rng.Next(Inhabitants - 1);
                pairs.Add((x, y >= x ? y + 1 : y));
            }
        }

        return pairs;
    }

    // A relation that nobody has, or nearly everybody, says nothing and is made again, as is one that has another name already.
    private void Derive(int concept)
    {
        const int AttemptsMax = 30;
        var rng = _plan.LawOf(concept);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var shape = _plan.ShapeOf(concept).Fork("attempt", attempt);
            var near = _plan.JustBelow(concept, shape, _ => true)!.Value;
            var far = _plan.Below(concept, shape, c => c != near)!.Value;
            _relations[concept] = rng.Next(7) switch
            {
                0 => new Relation(RelationLaw.Inverse, [near]),
                1 => new Relation(RelationLaw.Union, [near, far]),
                2 or 3 => new Relation(RelationLaw.Shared, [near]),
                4 or 5 => new Relation(RelationLaw.Composed, [near, far]),
                _ => new Relation(RelationLaw.Composed, [far, near]),
            };
            _pairs[concept] = Join(_relations[concept], c => _pairs[c]);
            if (_pairs[concept].Count >= Inhabitants / 2 && _pairs[concept].Count <= Inhabitants * Inhabitants / 3
                && !Enumerable.Range(0, concept).Any(earlier => _relations[earlier].IsSame(_relations[concept])))
            {
                return;
            }
        }

        _relations[concept] = new Relation(
            RelationLaw.Inverse, [_plan.JustBelow(concept, _plan.ShapeOf(concept), _ => true)!.Value]);
        _pairs[concept] = Join(_relations[concept], c => _pairs[c]);
    }
}

/// <summary>Of whom is the inhabitant one, or who is one of the inhabitant?</summary>
internal sealed record RelatedProbe(int Concept, int Inhabitant, bool IsReverse) : Probe
{
    /// <summary>Free of names.</summary>
    public string Signature => $"{(IsReverse ? "to" : "of")}:{Concept}:{Inhabitant}";
}

/// <summary>Does a relation hold between two?</summary>
internal sealed record PairProbe(int Concept, int From, int To) : Probe;

/// <summary>Of whom is the first stranger one, when only these facts hold of the parts?</summary>
internal sealed record StrangersProbe(int Concept, IReadOnlyList<(int Part, int From, int To)> Facts) : Probe;

/// <summary>Somebody z with x a first of z, and z a second of y.</summary>
internal sealed record BetweenProbe(int First, int Second, int From, int To) : Probe;
