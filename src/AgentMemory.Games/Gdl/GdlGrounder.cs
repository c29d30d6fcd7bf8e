
namespace AgentMemory.Games.Gdl;

/// <summary>A rule without variables, over what can change in the game.</summary>
/// <param name="Source">The rule that this is an instance of.</param>
internal sealed record GdlGroundRule(
    GdlRule Source, GdlFact Head, IReadOnlyList<GdlFact> Positives, IReadOnlyList<GdlFact> Negatives);

/// <summary>
/// Finds all facts that could ever hold and every rule instance over them. What never changes is worked out exactly,
/// stratum by stratum; of what changes, an upper bound, in which a negation of something changeable always holds.
/// Relations that could depend on their own opposite count as changing: only the instances of their rules can tell.
/// </summary>
internal sealed class GdlGrounder
{
    private const int FactsMax = 60_000;
    private const int RulesMax = 250_000;
    private const int StratumMax = 20_000;
    private const int DepthMax = 24;
    private const int SizeMax = 2_000;

    // Not a time: the same rulesheet must be read in the same way on every machine.
    private const long StepsMax = 15_000_000;
    private const int StepsOfJoin = 10;
    private static readonly HashSet<string> AlwaysChanging = new(StringComparer.Ordinal)
    {
        "true", "does", "next", "legal", "goal", "terminal", "sees",
    };

    private readonly GdlRulesheet _sheet;
    private readonly HashSet<string> _changing;
    private readonly Queue<GdlFact> _new = new();
    private long _steps;
    private int _factsMax = FactsMax;

    /// <param name="sheet">The rules.</param>
    /// <param name="unchangingOnly">Lists what never changes, relation by relation, and leaves out what is too large.</param>
    /// <exception cref="GdlTooLargeException">There are too many facts or rule instances to list.</exception>
    public GdlGrounder(GdlRulesheet sheet, bool unchangingOnly = false)
    {
        _sheet = sheet;
        Facts = new GdlFacts(new GdlTerms(sheet.Spelling));
        var relations = sheet.Rules.SelectMany(r => r.Body.Prepend(r.Head)).Select(a => a.Name).Distinct().ToList();
        string[] changing = ["true", "does", .. sheet.Tangled];
        _changing = [.. relations.Where(r => AlwaysChanging.Contains(r) || sheet.DependsOn(r, changing))];
        foreach (var stratum in sheet.Rules.Where(r => !_changing.Contains(r.Head.Name))
            .GroupBy(r => sheet.ComponentOf(r.Head.Name)).OrderBy(g => g.Key))
        {
            if (unchangingOnly)
            {
                TrySaturate([.. stratum]);
            }
            else
            {
                Saturate([.. stratum]);
            }
        }

        if (unchangingOnly)
        {
            return;
        }

        foreach (var fact in Facts.Of("init").ToList())
        {
            Found(Facts.Terms.Term("true", [fact.Terms[0]]));
        }

        Saturate([.. sheet.Rules.Where(r => _changing.Contains(r.Head.Name))]);
    }

    public GdlFacts Facts { get; }

    /// <summary>Whether facts of the relation may differ from state to state.</summary>
    public bool IsChanging(string relation) => _changing.Contains(relation);

    /// <summary>Every instance of the rules for what can change.</summary>
    public List<GdlGroundRule> GroundRules()
    {
        var rules = new List<GdlGroundRule>();
        foreach (var rule in _sheet.Rules.Where(r => _changing.Contains(r.Head.Name)))
        {
            Join(rule, new GdlFact?[rule.Variables], -1, bindings =>
            {
                rules.Add(new GdlGroundRule(
                    rule,
                    Facts.Terms.Bound(rule.Head, bindings)!,
                    [.. rule.Positives.Where(p => _changing.Contains(p.Name)).Select(p => Facts.Terms.Bound(p, bindings)!)],
                    [.. rule.Negatives.Where(n => _changing.Contains(n.Name)).Select(n => Facts.Terms.Bound(n, bindings)!)
                        .Where(Facts.Contains)]));
                if (rules.Count > RulesMax)
                {
                    throw TooLarge(rule, $"has more than {RulesMax} instances of its rules");
                }
            });
        }

        return rules;
    }

    /// <summary>Lists a stratum, or counts its relations as changing where it needs such a one or is too large.</summary>
    private void TrySaturate(IReadOnlyList<GdlRule> rules)
    {
        var isListed = !rules.Any(r => r.Body.Any(a => _changing.Contains(a.Name)));
        if (isListed)
        {
            try
            {
                _factsMax = Math.Min(FactsMax, Facts.Count + StratumMax);
                Saturate(rules);
            }
            catch (GdlTooLargeException)
            {
                isListed = false;
            }
        }

        if (!isListed)
        {
            _changing.UnionWith(rules.Select(r => r.Head.Name));
        }
    }

    private void Saturate(IReadOnlyList<GdlRule> rules)
    {
        var byRelation = new Dictionary<string, List<(GdlRule Rule, int Place)>>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            for (var place = 0; place < rule.Positives.Count; place++)
            {
                var name = rule.Positives[place].Name;
                if (!byRelation.TryGetValue(name, out var uses))
                {
                    byRelation[name] = uses = [];
                }

                uses.Add((rule, place));
            }
        }

        var before = _new.ToList();
        _new.Clear();
        foreach (var rule in rules)
        {
            Join(rule, new GdlFact?[rule.Variables], -1, bindings => Conclude(rule, bindings));
        }

        foreach (var fact in before)
        {
            _new.Enqueue(fact);
        }

        while (_new.TryDequeue(out var fact))
        {
            foreach (var (rule, place) in byRelation.GetValueOrDefault(fact.Name, []))
            {
                var bindings = new GdlFact?[rule.Variables];
                if (GdlTerms.Match(rule.Positives[place], fact, bindings, new Stack<int>()))
                {
                    Join(rule, bindings, place, found => Conclude(rule, found));
                }
            }
        }
    }

    private void Conclude(GdlRule rule, GdlFact?[] bindings)
    {
        var head = Facts.Terms.Bound(rule.Head, bindings)!;
        if (head.Depth > DepthMax || head.Size > SizeMax)
        {
            throw TooLarge(rule, $"never ends: {rule.Head.Name} grows without bound");
        }

        Found(head);
        if (head.Name == "next" || (head.Name == "init" && _changing.Contains("init")))
        {
            Found(Facts.Terms.Term("true", [head.Terms[0]]));
        }
        else if (head.Name == "legal")
        {
            Found(Facts.Terms.Term("does", head.Terms));
        }

        if (Facts.Count > _factsMax)
        {
            throw TooLarge(rule, $"has more than {_factsMax} facts");
        }
    }

    private void Found(GdlFact fact)
    {
        if (Facts.Add(fact))
        {
            _new.Enqueue(fact);
        }
    }

    /// <summary>Calls back for every way to fulfil the body; the literal in <paramref name="done"/> is fulfilled.</summary>
    private void Join(GdlRule rule, GdlFact?[] bindings, int done, Action<GdlFact?[]> found)
    {
        var open = Enumerable.Range(0, rule.Positives.Count).Where(place => place != done).ToList();
        Join(rule, bindings, open, found);
    }

    private void Join(GdlRule rule, GdlFact?[] bindings, List<int> open, Action<GdlFact?[]> found)
    {
        if (!DistinctsHold(rule, bindings))
        {
            return;
        }

        if (open.Count == 0)
        {
            if (rule.Negatives.All(n => _changing.Contains(n.Name) || !Facts.Contains(Facts.Terms.Bound(n, bindings)!)))
            {
                found(bindings);
            }

            return;
        }

        if (_steps > StepsMax)
        {
            throw TooLarge(rule, $"takes more than {StepsMax} steps to work out");
        }

        var best = open[0];
        List<GdlFact>? candidates = null;
        foreach (var place in open)
        {
            var some = Facts.Candidates(rule.Positives[place], bindings);
            if (candidates is null || some.Count < candidates.Count)
            {
                (best, candidates) = (place, some);
            }
        }

        open.Remove(best);
        var bound = new Stack<int>();
        var count = candidates!.Count;
        _steps += StepsOfJoin + count;
        for (var i = 0; i < count; i++)
        {
            if (GdlTerms.Match(rule.Positives[best], candidates[i], bindings, bound))
            {
                Join(rule, bindings, open, found);
            }

            while (bound.TryPop(out var variable))
            {
                bindings[variable] = null;
            }
        }

        open.Add(best);
    }

    private bool DistinctsHold(GdlRule rule, GdlFact?[] bindings)
    {
        foreach (var (left, right) in rule.Distincts)
        {
            if (Facts.Terms.Bound(left, bindings) is { } first && first == Facts.Terms.Bound(right, bindings))
            {
                return false;
            }
        }

        foreach (var (left, right) in rule.Sames)
        {
            if (Facts.Terms.Bound(left, bindings) is { } first && Facts.Terms.Bound(right, bindings) is { } second && first != second)
            {
                return false;
            }
        }

        return true;
    }

    private GdlTooLargeException TooLarge(GdlRule rule, string what) => new(
        $"{_sheet.File}:{rule.Head.Node.Line}:{rule.Head.Node.Column}: the game {what}; make it smaller or check this rule");
}
