namespace AgentMemory.Games;

/// <summary>
/// The rules as a network of numbered atoms: first what is true of a state, then what is done, then what follows, in an
/// order in which everything an atom needs has been worked out before it. One pass over flat arrays gives legal moves,
/// goals and the end; a second gives the next state.
/// </summary>
internal sealed class GdlNetwork
{
    private readonly GdlRulesheet _sheet;
    private readonly Dictionary<GdlFact, int> _numbers = [];
    private readonly List<GdlFact> _atoms = [];
    private int[] _bodies = [];
    private Layer[] _stateLayers = [];
    private Layer[] _moveLayers = [];

    public GdlNetwork(GdlRulesheet sheet)
    {
        _sheet = sheet;
        var grounder = new GdlGrounder(sheet);
        var facts = grounder.Facts;
        Roles = [.. facts.Of("role").Select(f => f.Terms[0].ToString())];
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
        Initial = [.. facts.Of("init").Select(f => _numbers[facts.Term("true", [f.Terms[0]])]).Distinct()];
        Next = [.. Atoms("next").Select(a => (a.Number, _numbers[facts.Term("true", [a.Fact.Terms[0]])]))];
        Terminal = Atoms("terminal").Select(a => a.Number).Append(-1).First();
        Legal = [.. Roles.Select(role => Atoms("legal").Where(a => a.Fact.Terms[0].ToString() == role)
            .Select(a => new GdlMove(a.Number, _numbers[facts.Term("does", a.Fact.Terms)], a.Fact.Terms[1].ToString()))
            .ToArray())];
        Goals = [.. Roles.Select(role => Atoms("goal").Where(a => a.Fact.Terms[0].ToString() == role)
            .Select(a => (a.Number, Goal(a.Fact))).ToArray())];
        Sees = [.. Roles.Select(role => Atoms("sees").Where(a => a.Fact.Terms[0].ToString() == role)
            .Select(a => (a.Number, a.Fact.Terms[1].ToString())).ToArray())];
        HasSees = sheet.Rules.Any(r => r.Head.Name == "sees");
    }

    public string File => _sheet.File;

    /// <summary>In the order of the rulesheet, random included.</summary>
    public IReadOnlyList<string> Roles { get; }

    /// <summary>How many atoms make up a state; they have the smallest numbers.</summary>
    public int States { get; }

    /// <summary>The atoms of a state as text.</summary>
    public IReadOnlyList<string> StateTexts { get; }

    /// <summary>All atoms, for reports.</summary>
    public int AtomCount => _atoms.Count;

    /// <summary>State atoms that hold at the start.</summary>
    public IReadOnlyList<int> Initial { get; }

    /// <summary>Atoms of next with the state atoms they make true.</summary>
    public (int Atom, int State)[] Next { get; }

    /// <summary>The atom of the end, or -1 where it can never hold.</summary>
    public int Terminal { get; }

    /// <summary>Possible moves of each role.</summary>
    public GdlMove[][] Legal { get; }

    /// <summary>Possible goals of each role.</summary>
    public (int Atom, int Value)[][] Goals { get; }

    /// <summary>What each role may see.</summary>
    public (int Atom, string Text)[][] Sees { get; }

    /// <summary>The rulesheet tells what each role sees; otherwise everybody sees everything.</summary>
    public bool HasSees { get; }

    /// <summary>Works out all that follows from a state alone.</summary>
    public bool[] Evaluate(ulong[] state)
    {
        var values = new bool[_atoms.Count];
        for (var atom = 0; atom < States; atom++)
        {
            values[atom] = (state[atom >> 6] >> (atom & 63) & 1) != 0;
        }

        Run(_stateLayers, values);
        return values;
    }

    /// <summary>Works out what follows from moves, in place; those atoms are forgotten again by <see cref="Forget"/>.</summary>
    public void EvaluateMoves(bool[] values, ReadOnlySpan<int> does)
    {
        foreach (var atom in does)
        {
            values[atom] = true;
        }

        Run(_moveLayers, values);
    }

    /// <summary>Takes back what <see cref="EvaluateMoves"/> worked out.</summary>
    public void Forget(bool[] values, ReadOnlySpan<int> does)
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
        var bodies = new List<int>();
        var state = new SortedDictionary<int, List<Rule>>();
        var move = new SortedDictionary<int, List<Rule>>();
        var ofMoves = _sheet.Rules.Select(r => r.Head.Name).Distinct()
            .Where(name => _sheet.DependsOn(name, "does") || name is "next" or "sees").ToHashSet(StringComparer.Ordinal);
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

    private int Goal(GdlFact fact) =>
        int.TryParse(fact.Terms[1].ToString(), out var goal) && goal is >= 0 and <= 100
            ? goal
            : throw GdlError.At(_sheet.File, _sheet.Rules.First(r => r.Head.Name == "goal").Head.Node,
                $"goal {fact.Terms[1]} is not a whole number from 0 to 100");

    private readonly record struct Rule(int Head, int Start, int End);

    private sealed record Layer(Rule[] Rules, bool IsCircle);
}

/// <summary>A move that a role may have.</summary>
/// <param name="Legal">The atom that says it is legal.</param>
/// <param name="Does">The atom that says it is made.</param>
/// <param name="Text">As players write it.</param>
internal sealed record GdlMove(int Legal, int Does, string Text);
