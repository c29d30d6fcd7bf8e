using AgentMemory.Core;

namespace AgentMemory.Games.Gdl;

/// <summary>A checked rulesheet: its rules, and which relations depend on which.</summary>
internal sealed class GdlRulesheet
{
    private static readonly Dictionary<string, int> Arities = new(StringComparer.Ordinal)
    {
        ["role"] = 1,
        ["init"] = 1,
        ["true"] = 1,
        ["does"] = 2,
        ["next"] = 1,
        ["legal"] = 2,
        ["goal"] = 2,
        ["terminal"] = 0,
        ["base"] = 1,
        ["input"] = 2,
        ["sees"] = 2,
    };

    /// <summary>What a play asks the rules.</summary>
    private static readonly string[] Asked = ["role", "init", "legal", "goal", "terminal", "next", "sees"];

    /// <summary>What only announces what the other rules say.</summary>
    private static readonly string[] Announced = ["base", "input"];

    /// <summary>Relations whose first term is a role.</summary>
    private static readonly string[] OfRoles = ["legal", "goal", "sees", "input"];

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<HashSet<int>> _uses = [];
    private readonly HashSet<int> _tangled = [];
    private readonly int[] _components;
    private readonly List<string> _cautions = [];

    /// <summary>Reads and checks a rulesheet.</summary>
    /// <param name="file">For error messages.</param>
    /// <param name="text">The rules.</param>
    /// <exception cref="UserErrorException">It breaks a rule of the language.</exception>
    public GdlRulesheet(string file, string text)
    {
        File = file;
        var reader = new GdlReader(file, text);
        var all = new GdlRuleReader(file).Read(reader.ReadAll());
        Spelling = reader.Spelling;
        CheckMissing(all);
        CheckArities(all);
        Rules = [.. WithoutUnused(all).Select(OfAnyRole)];
        foreach (var rule in Rules)
        {
            foreach (var used in rule.Body)
            {
                _uses[Number(rule.Head.Name)].Add(Number(used.Name));
            }

            Number(rule.Head.Name);
        }

        // What is true was made so at the start or by the last moves; what is done was legal. These are no rules of
        // the same moment, so they do not count as dependence.
        _components = Components.Of(_uses);
        FindUndefined();
        foreach (var rule in Rules)
        {
            CheckSafety(rule);
            CheckRecursion(rule);
            _tangled.UnionWith(rule.Negatives.Select(n => ComponentOf(n.Name)).Where(c => c == ComponentOf(rule.Head.Name)));
        }

        CheckMoments();
    }

    public string File { get; }

    /// <summary>All rules that a play asks.</summary>
    public IReadOnlyList<GdlRule> Rules { get; }

    /// <summary>How each word was spelled where it first stood; words are told apart in lower case.</summary>
    public IReadOnlyDictionary<string, string> Spelling { get; }

    /// <summary>What is odd but not wrong.</summary>
    public IReadOnlyList<string> Cautions => _cautions;

    /// <summary>
    /// Relations that could depend on their own opposite, judged by their names. Whether a fact does so is another
    /// question: in <c>(&lt;= (goal a 0) (not (goal a 100)))</c> none does.
    /// </summary>
    public IEnumerable<string> Tangled => _numbers.Keys.Where(r => _tangled.Contains(ComponentOf(r)));

    /// <summary>The component of a relation; what it depends on has the same or a smaller number.</summary>
    public int ComponentOf(string relation) => _components[_numbers[relation]];

    /// <summary>Whether a relation depends on another, over any number of rules.</summary>
    public bool DependsOn(string relation, params string[] others)
    {
        if (!_numbers.TryGetValue(relation, out var start))
        {
            return false;
        }

        var seen = new HashSet<int> { start };
        var open = new Queue<int>([start]);
        var wanted = others.Where(_numbers.ContainsKey).Select(o => _numbers[o]).ToHashSet();
        while (open.TryDequeue(out var number))
        {
            if (wanted.Contains(number))
            {
                return true;
            }

            foreach (var used in _uses[number].Where(seen.Add))
            {
                open.Enqueue(used);
            }
        }

        return false;
    }

    private int Number(string relation)
    {
        if (!_numbers.TryGetValue(relation, out var number))
        {
            _numbers[relation] = number = _uses.Count;
            _uses.Add([]);
        }

        return number;
    }

    /// <summary>
    /// Leaves out the rules that no play ever asks. They may be as broad or as circular as they like: servers that
    /// follow rules backwards have always taken them.
    /// </summary>
    private IEnumerable<GdlRule> WithoutUnused(IReadOnlyList<GdlRule> rules)
    {
        var asked = Reach(rules, Asked);
        var known = Reach(rules, [.. Asked, .. Announced]);
        foreach (var unused in rules.Where(r => !known.Contains(r.Head.Name)).DistinctBy(r => r.Head.Name))
        {
            Warn(unused.Head.Node, $"no play asks for {unused.Head.Name}, so its rules are left out");
        }

        return rules.Where(r => asked.Contains(r.Head.Name));
    }

    private static HashSet<string> Reach(IReadOnlyList<GdlRule> rules, IReadOnlyList<string> starts)
    {
        var bodies = rules.ToLookup(r => r.Head.Name, r => r.Body, StringComparer.Ordinal);
        var reached = starts.ToHashSet(StringComparer.Ordinal);
        var open = new Queue<string>(starts);
        while (open.TryDequeue(out var relation))
        {
            foreach (var atom in bodies[relation].SelectMany(b => b).Where(a => reached.Add(a.Name)))
            {
                open.Enqueue(atom.Name);
            }
        }

        return reached;
    }

    /// <summary>A variable in the place of a role that nothing else binds stands for every role.</summary>
    private GdlRule OfAnyRole(GdlRule rule)
    {
        if (!OfRoles.Contains(rule.Head.Name) || rule.Head.Terms[0] is not { Variable: >= 0 } role
            || rule.Positives.Any(p => p.Variables.Contains(role.Variable)))
        {
            return rule;
        }

        Warn(role.Node, $"variable {role.Name} stands for every role here; (role {role.Name}) in the body would say so");
        return new GdlRule
        {
            Head = rule.Head,
            Positives = [.. rule.Positives, new GdlTerm("role", [role], -1, role.Node)],
            Negatives = rule.Negatives,
            Distincts = rule.Distincts,
            Sames = rule.Sames,
            Variables = rule.Variables,
        };
    }

    private void Warn(GdlNode node, string message)
    {
        var caution = GdlError.At(File, node, message).Message;
        if (!_cautions.Contains(caution))
        {
            _cautions.Add(caution);
        }
    }

    private void CheckMissing(List<GdlRule> rules)
    {
        foreach (var (relation, remedy) in new[]
        {
            ("role", "(role white)"),
            ("legal", "(<= (legal white noop) ...)"),
            ("goal", "(<= (goal white 100) ...)"),
            ("terminal", "(<= terminal ...)"),
        })
        {
            if (rules.TrueForAll(r => r.Head.Name != relation))
            {
                throw GdlError.At(File, 1, 1, $"no rule defines {relation}; add one such as {remedy}");
            }
        }

    }

    private void FindUndefined()
    {
        var defined = Rules.Select(r => r.Head.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var atom in Rules.SelectMany(r => r.Body).Where(a => !Arities.ContainsKey(a.Name) && !defined.Contains(a.Name)))
        {
            Warn(atom.Node, $"no rule defines {atom.Name}, so it never holds");
        }
    }

    private void CheckArities(List<GdlRule> rules)
    {
        var relations = new Dictionary<string, int>(Arities, StringComparer.Ordinal);
        var functions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            foreach (var atom in rule.Body.Prepend(rule.Head))
            {
                CheckArity(atom, relations, "relation");
                foreach (var term in atom.Terms)
                {
                    CheckFunctions(term, functions);
                }
            }
        }
    }

    private void CheckFunctions(GdlTerm term, Dictionary<string, int> functions)
    {
        if (term.Terms.Length > 0)
        {
            CheckArity(term, functions, "function");
        }

        foreach (var inner in term.Terms)
        {
            CheckFunctions(inner, functions);
        }
    }

    private void CheckArity(GdlTerm term, Dictionary<string, int> known, string what)
    {
        if (!known.TryAdd(term.Name, term.Terms.Length) && known[term.Name] != term.Terms.Length)
        {
            throw GdlError.At(File, term.Node,
                $"{what} {term.Name} has {term.Terms.Length} arguments here and {known[term.Name]} elsewhere; give it as many everywhere");
        }
    }

    private void CheckSafety(GdlRule rule)
    {
        var bound = rule.Positives.SelectMany(p => p.Variables).ToHashSet();
        var terms = rule.Negatives.Prepend(rule.Head)
            .Concat(rule.Distincts.Concat(rule.Sames).SelectMany(pair => new[] { pair.Left, pair.Right }));
        foreach (var term in terms)
        {
            if (Loose(term, bound) is { } loose)
            {
                throw GdlError.At(File, loose.Node,
                    $"variable {loose.Name} is unsafe: it must also stand in a relation of the body that is not negated");
            }
        }
    }

    private static GdlTerm? Loose(GdlTerm term, HashSet<int> bound) => term.Variable >= 0
        ? bound.Contains(term.Variable) ? null : term
        : term.Terms.Select(t => Loose(t, bound)).FirstOrDefault(t => t is not null);

    /// <summary>The recursion restriction of the language's specification: an argument cannot grow without bound.</summary>
    private void CheckRecursion(GdlRule rule)
    {
        var component = ComponentOf(rule.Head.Name);
        var outside = rule.Positives.Where(p => ComponentOf(p.Name) != component).SelectMany(p => p.Terms).ToList();
        foreach (var atom in rule.Positives.Where(p => ComponentOf(p.Name) == component))
        {
            foreach (var term in atom.Terms)
            {
                if (term.Variables.Any() && !rule.Head.Terms.Any(term.Matches) && !outside.Any(term.Matches))
                {
                    throw GdlError.At(File, term.Node,
                        $"the recursion of {rule.Head.Name} through {atom.Name} is unbounded: "
                        + "this argument must stand in the head too or in a relation outside the circle");
                }
            }
        }
    }

    private void CheckMoments()
    {
        foreach (var relation in new[] { "legal", "goal", "terminal", "init", "role" })
        {
            if (DependsOn(relation, "does"))
            {
                var rule = Rules.First(r => r.Head.Name == relation);
                throw GdlError.At(File, rule.Head.Node,
                    $"{relation} depends on does; only next and sees may ask what is done");
            }
        }

        foreach (var relation in new[] { "init", "role", "base", "input" })
        {
            if (DependsOn(relation, "true"))
            {
                var rule = Rules.First(r => r.Head.Name == relation);
                throw GdlError.At(File, rule.Head.Node, $"{relation} depends on true; it must hold before any state does");
            }
        }
    }
}
