namespace AgentMemory.Games.Gdl;

/// <summary>What one step of a plan does.</summary>
internal enum GdlStepKind
{
    /// <summary>Finds facts and binds variables.</summary>
    Find,

    /// <summary>All is bound: it must not hold.</summary>
    Deny,

    /// <summary>All is bound: the two must differ.</summary>
    Differ,

    /// <summary>All is bound: the two must be the same.</summary>
    Same,
}

/// <summary>One literal of a body.</summary>
internal readonly record struct GdlStep(GdlStepKind Kind, GdlTerm Left, GdlTerm? Right);

/// <summary>
/// An order in which to fulfil the body of a rule, given which of the head's terms are known: what is fully known first,
/// then what promises the fewest answers.
/// </summary>
internal sealed class GdlPlan
{
    private const double SharePerTerm = 0.2;
    private const double StateSize = 60;
    private const double MovesSize = 2;
    private const double QuestionSize = 300;
    private const double QuestionCost = 5;
    private readonly GdlClauses _clauses;
    private readonly HashSet<int> _known;

    public GdlPlan(GdlClauses clauses, GdlRule rule, GdlQuestion question)
    {
        _clauses = clauses;
        _known = [.. rule.Head.Terms.Where((_, place) => question.Terms[place] is not null).SelectMany(t => t.Variables)];
        var checks = new List<GdlStep>();
        checks.AddRange(rule.Distincts.Select(d => new GdlStep(GdlStepKind.Differ, d.Left, d.Right)));
        checks.AddRange(rule.Sames.Select(d => new GdlStep(GdlStepKind.Same, d.Left, d.Right)));
        checks.AddRange(rule.Negatives.Select(n => new GdlStep(GdlStepKind.Deny, n, null)));
        var open = rule.Positives.ToList();
        var steps = new List<GdlStep>();
        while (true)
        {
            steps.AddRange(checks.Where(IsKnown));
            checks.RemoveAll(IsKnown);
            if (open.Count == 0)
            {
                break;
            }

            var next = open.MinBy(Cost)!;
            open.Remove(next);
            steps.Add(new GdlStep(GdlStepKind.Find, next, null));
            _known.UnionWith(next.Variables);
        }

        Steps = [.. steps];
    }

    public GdlStep[] Steps { get; }

    private bool IsKnown(GdlStep step) =>
        step.Left.Variables.All(_known.Contains) && (step.Right is null || step.Right.Variables.All(_known.Contains));

    private double Cost(GdlTerm atom)
    {
        if (atom.Variables.All(_known.Contains))
        {
            return 0;
        }

        // Inside (true (cell ?x ?y b)) the terms of cell are what narrows the search.
        var terms = atom.Terms.SelectMany(t => t.Terms.Length > 0 ? t.Terms : [t]);
        var known = terms.Count(t => t.Variables.All(_known.Contains));
        var share = Math.Pow(SharePerTerm, known);
        return atom.Name switch
        {
            "true" => StateSize * share,
            "does" => MovesSize * share,
            _ when _clauses.IsListed(atom.Name) => Listed(atom),
            _ => (QuestionSize * share) + QuestionCost,
        };
    }

    /// <summary>How many facts have the known terms, if each term were as frequent as the others in its place.</summary>
    private double Listed(GdlTerm atom)
    {
        var facts = (double)_clauses.Facts.Of(atom.Name).Count;
        for (var place = 0; place < atom.Terms.Length; place++)
        {
            if (atom.Terms[place].Variables.All(_known.Contains))
            {
                facts /= Math.Max(1, _clauses.Facts.Different(atom.Name, place));
            }
        }

        return facts;
    }
}
