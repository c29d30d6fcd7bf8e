using AgentMemory.Core;

namespace AgentMemory.Games.Gdl;

/// <summary>
/// Works out what follows from a state as it is asked for, for games with too many facts to list beforehand. A state is
/// the sorted numbers of its terms.
/// </summary>
internal sealed class GdlInterpreter : GdlEngine
{
    private readonly Lock _gate = new();
    private readonly GdlClauses _clauses;
    private readonly List<GdlQuestion> _circles = [];
    private (ulong[]? State, GdlAnswers? Answers) _last;

    /// <summary>An engine for these rules; what never changes is listed where that is possible.</summary>
    /// <param name="sheet">The rules.</param>
    /// <param name="watchesCircles">
    /// In every state asks for all that could depend on its own opposite, so that a circle is found though nothing else
    /// asks for it there. Only for rules with few enough facts.
    /// </param>
    public GdlInterpreter(GdlRulesheet sheet, bool watchesCircles = false)
        : base(sheet)
    {
        _clauses = new GdlClauses(sheet);
        if (watchesCircles)
        {
            _circles.AddRange(sheet.Tangled.Select(r => new GdlQuestion(r, new GdlFact?[_clauses.Of(r)[0].Head.Terms.Length])));
        }

        var start = new GdlAnswers(_clauses);
        Roles = [.. start.All("role", [null]).Select(f => f.Terms[0].ToString())];
        Initial = State(start.All("init", [null]));
    }

    public override IReadOnlyList<string> Roles { get; }

    public override ulong[] Initial { get; }

    public override long Work => _clauses.Work;

    public override (int Least, int Most) GoalRange(int role)
    {
        var goals = new List<int>();
        foreach (var rule in Sheet.Rules.Where(r => r.Head.Name == "goal"))
        {
            var (who, what) = (rule.Head.Terms[0], rule.Head.Terms[1]);
            if (what.Variable >= 0)
            {
                return (0, 100);
            }

            if (who.Variable >= 0 || _clauses.Terms.Bound(who, [])?.ToString() == Roles[role])
            {
                goals.Add(Goal(_clauses.Terms.Bound(rule.Head with { Terms = [new GdlTerm("role", [], -1, who.Node), what] }, [])!));
            }
        }

        return goals.Count == 0 ? (0, 0) : (goals.Min(), goals.Max());
    }

    public override GdlLook Look(ulong[] state, bool broken)
    {
        lock (_gate)
        {
            var answers = Answers(state);
            foreach (var circle in _circles.Where(c => !_clauses.IsOfMoves(c.Relation)))
            {
                answers.All(circle);
            }

            var isTerminal = answers.All("terminal", []).Count > 0;
            var isOver = isTerminal || broken;
            return new GdlLook(
                isTerminal,
                isOver ? [] : [.. Roles.Select(role => Legal(answers, role))],
                isOver ? [.. Roles.Select(role => Goals(answers, role))] : []);
        }
    }

    public override (ulong[] State, IReadOnlyList<string> Seen) Next(ulong[] state, ReadOnlySpan<int> does)
    {
        lock (_gate)
        {
            var answers = Answers(state).With(does);
            foreach (var circle in _circles.Where(c => _clauses.IsOfMoves(c.Relation)))
            {
                answers.All(circle);
            }

            var next = State(answers.All("next", [null]));
            IReadOnlyList<string> seen = !HasSees ? [] : [.. Roles.Select(role => string.Join(' ', answers
                .All("sees", [Word(role), null]).Select(f => f.Terms[1].ToString()).Order(StringComparer.Ordinal)))];
            return (next, seen);
        }
    }

    public override IReadOnlyList<string> Texts(ulong[] state)
    {
        lock (_gate)
        {
            return [.. state.Select(id => _clauses.Terms[(int)id].ToString()).Order(StringComparer.Ordinal)];
        }
    }

    private GdlFact Word(string role) => _clauses.Role(role);

    private static ulong[] State(IEnumerable<GdlFact> facts) =>
        [.. facts.Select(f => (ulong)f.Terms[0].Id).Distinct().Order()];

    private GdlAnswers Answers(ulong[] state)
    {
        if (_last.State != state)
        {
            _last = (state, new GdlAnswers(_clauses, state));
        }

        return _last.Answers!;
    }

    // Numbers of terms depend on what was asked before; their texts do not.
    private GdlMove[] Legal(GdlAnswers answers, string role) => [.. answers.All("legal", [Word(role), null])
        .Select(f => new GdlMove(_clauses.Terms.Term("does", f.Terms).Id, f.Terms[1].ToString()))
        .OrderBy(m => m.Text, StringComparer.Ordinal)];

    private IReadOnlyList<int> Goals(GdlAnswers answers, string role) =>
        [.. answers.All("goal", [Word(role), null]).Select(Goal).Distinct()];
}

/// <summary>Rules by the relation they define, and all that never changes.</summary>
internal sealed class GdlClauses
{
    private readonly GdlRulesheet _sheet;
    private readonly Dictionary<string, List<GdlRule>> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _ofMoves = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly Dictionary<(GdlRule Rule, ulong Given), GdlStep[]> _plans = [];

    /// <summary>Lists what never changes, where that is little enough.</summary>
    public GdlClauses(GdlRulesheet sheet)
    {
        _sheet = sheet;
        foreach (var rule in sheet.Rules)
        {
            if (!_rules.TryGetValue(rule.Head.Name, out var rules))
            {
                _rules[rule.Head.Name] = rules = [];
                _ofMoves[rule.Head.Name] = sheet.DependsOn(rule.Head.Name, "does");
            }

            rules.Add(rule);
        }

        var grounder = new GdlGrounder(sheet, unchangingOnly: true);
        Facts = grounder.Facts;
        _listed.UnionWith(_rules.Keys.Where(r => !grounder.IsChanging(r)));
    }

    /// <summary>What has been worked out so far, in steps of about a nanosecond.</summary>
    public long Work { get; set; }

    /// <summary>Facts that hold in every state.</summary>
    public GdlFacts Facts { get; }

    public GdlTerms Terms => Facts.Terms;

    /// <summary>The rules that define a relation.</summary>
    public IReadOnlyList<GdlRule> Of(string relation) => _rules.TryGetValue(relation, out var rules) ? rules : [];

    /// <summary>All facts of the relation are listed.</summary>
    public bool IsListed(string relation) => _listed.Contains(relation);

    /// <summary>What holds of the relation depends on the moves.</summary>
    public bool IsOfMoves(string relation) => _ofMoves.GetValueOrDefault(relation);

    /// <summary>The order in which to fulfil a rule's body for a question.</summary>
    public GdlStep[] Plan(GdlRule rule, GdlQuestion question)
    {
        var given = 0UL;
        for (var place = 0; place < question.Terms.Length; place++)
        {
            given |= question.Terms[place] is null ? 0 : 1UL << place;
        }

        if (!_plans.TryGetValue((rule, given), out var plan))
        {
            _plans[(rule, given)] = plan = new GdlPlan(this, rule, question).Steps;
        }

        return plan;
    }

    /// <summary>The term of a role; roles are words.</summary>
    public GdlFact Role(string text) => Terms.Word(text.ToLowerInvariant());

    /// <exception cref="UserErrorException">Always: the rule makes ever larger terms.</exception>
    public UserErrorException Grows(GdlRule rule) => GdlError.At(_sheet.File, rule.Head.Node,
        $"the game never ends: {rule.Head.Name} grows without bound; make it smaller or check this rule");

    /// <exception cref="UserErrorException">Always: working a state out takes too much.</exception>
    public UserErrorException TooLarge(GdlRule rule, string what) => GdlError.At(_sheet.File, rule.Head.Node,
        $"the game is too large: {what}; make it smaller");

    /// <exception cref="UserErrorException">Always: these facts depend on their own opposites.</exception>
    /// <param name="undecided">What is neither true nor false.</param>
    /// <param name="tangled">Where the circle was first noticed, in case no rule before it shows it.</param>
    public UserErrorException NotStratified(IReadOnlyCollection<GdlFact> undecided, GdlTangledException tangled)
    {
        bool IsUndecided(GdlTerm atom, GdlRule rule) =>
            undecided.Any(f => GdlTerms.Match(atom, f, new GdlFact?[rule.Variables], new Stack<int>()));

        var (rule, negated) = _sheet.Rules
            .SelectMany(r => r.Negatives.Select(n => (Rule: r, Negated: n)))
            .Where(p => _sheet.ComponentOf(p.Rule.Head.Name) == _sheet.ComponentOf(p.Negated.Name))
            .Where(p => IsUndecided(p.Rule.Head, p.Rule) && IsUndecided(p.Negated, p.Rule))
            .FirstOrDefault((tangled.Rule, tangled.Negated));
        return GdlError.At(_sheet.File, negated.Node,
            $"negation is not stratified: {rule.Head.Name} depends on its own opposite through {negated.Name}; break the circle");
    }
}
