namespace AgentMemory.Games.Gdl;

/// <summary>
/// The rules as a network of numbered atoms: first what is true of a state, then what is done, then what follows, in an
/// order in which everything an atom needs has been worked out before it. One pass over flat arrays gives legal moves,
/// goals and the end; a second gives the next state.
/// </summary>
internal sealed class GdlNetwork : GdlEngine
{
    private readonly Dictionary<GdlFact, int> _numbers = [];
    private readonly List<GdlFact> _atoms = [];

    // Worked out again where needed: kept for every position it would be most of a graph's memory.
    [ThreadStatic]
    private static (GdlNetwork? Network, ulong[]? State, bool[]? Values) _last;
    private readonly (int Atom, int State)[] _next;
    private readonly (int Atom, GdlMove Move)[][] _legal;
    private readonly (int Atom, int Value)[][] _goals;
    private readonly (int Atom, string Text)[][] _sees;

    // The atom of the end, or -1 where it can never hold.
    private readonly int _terminal;
    private readonly long _size;
    private int[] _bodies = [];
    private Layer[] _stateLayers = [];
    private Layer[] _moveLayers = [];
    private long _work;

    /// <exception cref="GdlTooLargeException">There are too many atoms or rule instances to list.</exception>
    /// <exception cref="GdlTangledException">An atom could depend on its own opposite in some state.</exception>
    public GdlNetwork(GdlRulesheet sheet)
        : base(sheet)
    {
        var grounder = new GdlGrounder(sheet);
        var facts = grounder.Facts;
        foreach (var fact in facts.Of("true").Concat(facts.Of("does")))
        {
            Number(fact);
        }

        States = facts.Of("true").Count;
        StateTexts = [.. facts.Of("true").Select(f => f.Terms[0].ToString())];
        var rules = grounder.GroundRules();
        foreach (var rule in rules)
        {
            Number(rule.Head);
        }

        Compile(rules);
        Initial = new ulong[(States + 63) / 64];
        var before = Evaluate(Initial);
        Roles = [.. Always("role").Select(f => f.Terms[0].ToString())];
        foreach (var fact in Always("init"))
        {
            var atom = _numbers[facts.Terms.Term("true", [fact.Terms[0]])];
            Initial[atom >> 6] |= 1UL << (atom & 63);
        }

        _next = [.. Atoms("next").Select(a => (a.Number, _numbers[facts.Terms.Term("true", [a.Fact.Terms[0]])]))];
        _terminal = Atoms("terminal").Select(a => a.Number).Append(-1).First();
        _legal = [.. Roles.Select(role => Atoms("legal").Where(a => a.Fact.Terms[0].ToString() == role)
            .Select(a => (a.Number, new GdlMove(_numbers[facts.Terms.Term("does", a.Fact.Terms)], a.Fact.Terms[1].ToString())))
            .ToArray())];
        _goals = [.. Roles.Select(role => Atoms("goal").Where(a => a.Fact.Terms[0].ToString() == role)
            .Select(a => (a.Number, Goal(a.Fact))).ToArray())];
        _sees = [.. Roles.Select(role => Atoms("sees").Where(a => a.Fact.Terms[0].ToString() == role)
            .Select(a => (a.Number, a.Fact.Terms[1].ToString())).ToArray())];
        _size = rules.Count + _atoms.Count;

        IEnumerable<GdlFact> Always(string relation) => grounder.IsChanging(relation)
            ? Atoms(relation).Where(a => before[a.Number]).Select(a => a.Fact)
            : facts.Of(relation);
    }

    public override IReadOnlyList<string> Roles { get; }

    public override ulong[] Initial { get; }

    public override long Work => Interlocked.Read(ref _work);

    /// <summary>How many atoms make up a state; they have the smallest numbers.</summary>
    public int States { get; }

    /// <summary>The atoms of a state as text.</summary>
    public IReadOnlyList<string> StateTexts { get; }

    public override (int Least, int Most) GoalRange(int role) => _goals[role].Length == 0
        ? (0, 0)
        : (_goals[role].Min(g => g.Value), _goals[role].Max(g => g.Value));

    public override GdlLook Look(ulong[] state, bool broken)
    {
        var values = Values(state);
        var isTerminal = _terminal >= 0 && values[_terminal];
        return isTerminal || broken
            ? new GdlLook(isTerminal, [], [.. _goals.Select(goals =>
                goals.Where(g => values[g.Atom]).Select(g => g.Value).Distinct().ToList())])
            : new GdlLook(false, [.. _legal.Select(moves => Legal(moves, values))], []);
    }

    public override (ulong[] State, IReadOnlyList<string> Seen) Next(ulong[] state, ReadOnlySpan<int> does)
    {
        Interlocked.Add(ref _work, 2 * _size);
        var values = Values(state);
        EvaluateMoves(values, does);
        var next = new ulong[state.Length];
        foreach (var (atom, fact) in _next)
        {
            if (values[atom])
            {
                next[fact >> 6] |= 1UL << (fact & 63);
            }
        }

        IReadOnlyList<string> seen = !HasSees ? [] : [.. _sees.Select(
            sees => string.Join(' ', sees.Where(p => values[p.Atom]).Select(p => p.Text)))];
        Forget(values, does);
        return (next, seen);
    }

    public override IReadOnlyList<string> Texts(ulong[] state) =>
        [.. StateTexts.Where((_, atom) => (state[atom >> 6] >> (atom & 63) & 1) != 0)];

    private static GdlMove[] Legal((int Atom, GdlMove Move)[] moves, bool[] values)
    {
        var count = 0;
        foreach (var (atom, _) in moves)
        {
            count += values[atom] ? 1 : 0;
        }

        var legal = new GdlMove[count];
        var at = 0;
        foreach (var (atom, move) in moves)
        {
            if (values[atom])
            {
                legal[at++] = move;
            }
        }

        return legal;
    }

    private bool[] Values(ulong[] state)
    {
        if (_last.Network != this || _last.State != state)
        {
            _last = (this, state, Evaluate(state));
        }

        return _last.Values!;
    }

    /// <summary>Works out all that follows from a state alone.</summary>
    private bool[] Evaluate(ulong[] state)
    {
        Interlocked.Add(ref _work, 2 * _size);
        var values = new bool[_atoms.Count];
        for (var atom = 0; atom < States; atom++)
        {
            values[atom] = (state[atom >> 6] >> (atom & 63) & 1) != 0;
        }

        Run(_stateLayers, values);
        return values;
    }

    /// <summary>Works out what follows from moves, in place; those atoms are forgotten again by <see cref="Forget"/>.</summary>
    private void EvaluateMoves(bool[] values, ReadOnlySpan<int> does)
    {
        foreach (var atom in does)
        {
            values[atom] = true;
        }

        Run(_moveLayers, values);
    }

    /// <summary>Takes back what <see cref="EvaluateMoves"/> worked out.</summary>
    private void Forget(bool[] values, ReadOnlySpan<int> does)
    {
        foreach (var atom in does)
        {
            values[atom] = false;
        }

        foreach (var layer in _moveLayers)
        {
            foreach (var rule in layer.Rules)
            {
                values[rule.Head] = false;
            }
        }
    }

    private void Run(Layer[] layers, bool[] values)
    {
        foreach (var layer in layers)
        {
            bool changed;
            do
            {
                changed = false;
                foreach (var rule in layer.Rules)
                {
                    if (!values[rule.Head] && Holds(rule, values))
                    {
                        values[rule.Head] = true;
                        changed = layer.IsCircle;
                    }
                }
            }
            while (changed);
        }
    }

    private bool Holds(Rule rule, bool[] values)
    {
        for (var i = rule.Start; i < rule.End; i++)
        {
            var literal = _bodies[i];
            if (literal >= 0 ? !values[literal] : values[~literal])
            {
                return false;
            }
        }

        return true;
    }

    private void Compile(List<GdlGroundRule> rules)
    {
        var uses = new List<HashSet<int>>();
        uses.AddRange(_atoms.Select(_ => new HashSet<int>()));
        foreach (var rule in rules)
        {
            var head = _numbers[rule.Head];
            uses[head].UnionWith(rule.Positives.Select(Number));
            uses[head].UnionWith(rule.Negatives.Select(Number));
        }

        var components = Components.Of(uses);
        foreach (var rule in rules)
        {
            if (rule.Negatives.FirstOrDefault(n => components[_numbers[n]] == components[_numbers[rule.Head]]) is { } negated)
            {
                throw new GdlTangledException(rule.Source, rule.Source.Negatives.First(n => n.Name == negated.Name));
            }
        }

        var bodies = new List<int>();
        var state = new SortedDictionary<int, List<Rule>>();
        var move = new SortedDictionary<int, List<Rule>>();
        var ofMoves = Sheet.Rules.Select(r => r.Head.Name).Distinct()
            .Where(name => Sheet.DependsOn(name, "does") || name is "next" or "sees").ToHashSet(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var start = bodies.Count;
            bodies.AddRange(rule.Positives.Select(p => _numbers[p]));
            bodies.AddRange(rule.Negatives.Select(n => ~_numbers[n]));
            var head = _numbers[rule.Head];
            var layers = ofMoves.Contains(rule.Head.Name) ? move : state;
            if (!layers.TryGetValue(components[head], out var layer))
            {
                layers[components[head]] = layer = [];
            }

            layer.Add(new Rule(head, start, bodies.Count));
        }

        var sizes = components.CountBy(c => c).ToDictionary();
        _bodies = [.. bodies];
        _stateLayers = [.. state.Select(l => new Layer([.. l.Value], sizes[l.Key] > 1))];
        _moveLayers = [.. move.Select(l => new Layer([.. l.Value], sizes[l.Key] > 1))];
    }

    private int Number(GdlFact fact)
    {
        if (!_numbers.TryGetValue(fact, out var number))
        {
            _numbers[fact] = number = _atoms.Count;
            _atoms.Add(fact);
        }

        return number;
    }

    private IEnumerable<(GdlFact Fact, int Number)> Atoms(string relation) =>
        _atoms.Select((fact, number) => (fact, number)).Where(a => a.fact.Name == relation);

    private readonly record struct Rule(int Head, int Start, int End);

    private sealed record Layer(Rule[] Rules, bool IsCircle);
}
