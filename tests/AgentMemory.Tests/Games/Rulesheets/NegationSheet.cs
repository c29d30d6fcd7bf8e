using AgentMemory.Core;

namespace AgentMemory.Tests.Games.Rulesheets;

/// <summary>
/// A generated rulesheet whose negation is stratified by facts but not by names, together with a naive evaluation of its
/// own that shares no code with the engines: facts have ranks, rules ask only lower ones, so plain recursion gives every
/// truth. Two relations p and q ask each other, negated or not, of different constants; wins follow links that depend on
/// the state and never form a circle in one state, though they could over all states; some ask for "any".
/// </summary>
internal sealed class NegationSheet
{
    private const int Constants = 5;
    private const int Flags = 3;
    private readonly Dictionary<string, List<Rule>> _rules = [];
    private readonly List<string> _lines = [];
    private readonly string _text;

    public NegationSheet(Rng rng, string ring = "")
    {
        var constants = Enumerable.Range(0, Constants).Select(i => $"c{i}").ToList();
        var deep = constants.Take(2).Select(c => $"(f {c})").ToList();

        // In order of rank: a rule asks only what stands before its head.
        var atoms = constants.SelectMany(c => new[] { $"(p {c})", $"(q {c})" }).ToList();
        rng.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(atoms));
        atoms = [.. deep.Select(d => $"(q {d})"), .. atoms];
        for (var rank = 0; rank < atoms.Count; rank++)
        {
            for (var rule = rng.Next(3); rule >= 0; rule--)
            {
                AddRule(atoms, rank, rng);
            }
        }

        var flag = rng.Next(Flags);
        for (var i = 0; i < Constants; i++)
        {
            for (var j = i + 1; j < Constants; j++)
            {
                // All links go up or all go down, as one flag says: no circle in any state.
                if (rng.Next(2) == 0)
                {
                    Link(constants[i], constants[j], flag, true);
                    Link(constants[j], constants[i], flag, false);
                }
            }
        }

        AnyFlag = rng.Next(Flags);
        _text = $"""
            (role a) (number 0) (number 1) (number 2) (succ 0 1) (succ 1 2) (succ 2 3)
            {string.Join(' ', constants.Select(c => $"(constant {c})"))}
            {string.Join('\n', _lines)}
            (<= (win ?x) (link ?x ?y) (not (win ?y)))
            {string.Join(' ', deep.Select(d => $"(deep {d})"))}
            (<= (inside ?x) (deep ?x) (true (step ?n)))
            (<= inner (q ?x) (inside ?x))
            (<= (legal a (p ?x)) (p ?x)) (<= (legal a (q ?x)) (q ?x)) (<= (legal a (win ?x)) (win ?x))
            (<= (legal a (flip ?n)) (number ?n))
            (<= (next (flag ?n)) (true (flag ?n)) (not (does a (flip ?n))))
            (<= (next (flag ?n)) (does a (flip ?n)) (not (true (flag ?n))))
            (<= (next (step ?n)) (true (step ?m)) (succ ?m ?n))
            (init (step 0)) (init (flag 0))
            (<= terminal (true (step 3)))
            (<= (goal a 0) (true (flag {AnyFlag})) inner)
            (<= (goal ?r 100) (role ?r) (not (goal ?r 0)))
            {ring}
            """;
    }

    public string Text => _text;

    public int AnyFlag { get; }

    /// <summary>All moves but flips, where these flags hold.</summary>
    public IEnumerable<string> Shown(IReadOnlySet<int> flags)
    {
        var known = new Dictionary<string, bool>();
        return _rules.Keys.Where(atom => Holds(atom, flags, known) && !atom.StartsWith("(link", StringComparison.Ordinal))
            .Concat(Enumerable.Range(0, Constants).Where(c => Wins(c, flags, known)).Select(c => $"(win c{c})"));
    }

    /// <summary>The goal where these flags hold.</summary>
    public int Goal(IReadOnlySet<int> flags)
    {
        var known = new Dictionary<string, bool>();
        return flags.Contains(AnyFlag) && IsInner(flags, known) ? 0 : 100;
    }

    private void AddRule(List<string> atoms, int rank, Rng rng)
    {
        var rule = new Rule();
        var body = new List<string>();
        for (var i = rng.Next(3); i > 0 && rank > 0; i--)
        {
            var (atom, isNegated) = (atoms[rng.Next(rank)], rng.Next(2) == 0);
            (isNegated ? rule.Negatives : rule.Positives).Add(atom);
            body.Add(isNegated ? $"(not {atom})" : atom);
        }

        if (rank > 2 && rng.Next(4) == 0)
        {
            rule.AsksInner = true;
            body.Add("(q ?u) (inside ?u)");
        }

        if (body.Count == 0 || rng.Next(2) == 0)
        {
            (rule.Flag, rule.IsSet) = (rng.Next(Flags), rng.Next(2) == 0);
            body.Add(rule.IsSet ? $"(true (flag {rule.Flag}))" : $"(not (true (flag {rule.Flag})))");
        }

        Add(atoms[rank], rule, $"(<= {atoms[rank]} {string.Join(' ', body)})");
    }

    private void Link(string from, string to, int flag, bool isSet) => Add(
        $"(link {from} {to})",
        new Rule { Flag = flag, IsSet = isSet },
        $"(<= (link {from} {to}) {(isSet ? $"(true (flag {flag}))" : $"(not (true (flag {flag})))")})");

    private void Add(string head, Rule rule, string line)
    {
        if (!_rules.TryGetValue(head, out var rules))
        {
            _rules[head] = rules = [];
        }

        rules.Add(rule);
        _lines.Add(line);
    }

    private bool Wins(int constant, IReadOnlySet<int> flags, Dictionary<string, bool> known, int depth = 0)
    {
        Assert.True(depth < 200, "the generator made a circle of links");
        return Enumerable.Range(0, Constants).Any(other => Holds($"(link c{constant} c{other})", flags, known)
            && !Wins(other, flags, known, depth + 1));
    }

    private bool IsInner(IReadOnlySet<int> flags, Dictionary<string, bool> known) =>
        _rules.Keys.Any(a => a.StartsWith("(q (f", StringComparison.Ordinal) && Holds(a, flags, known));

    private bool Holds(string atom, IReadOnlySet<int> flags, Dictionary<string, bool> known)
    {
        if (!known.TryGetValue(atom, out var holds))
        {
            known[atom] = holds = _rules.GetValueOrDefault(atom, []).Any(rule =>
                (rule.Flag < 0 || flags.Contains(rule.Flag) == rule.IsSet)
                && rule.Positives.TrueForAll(p => Holds(p, flags, known))
                && !rule.Negatives.Exists(n => Holds(n, flags, known))
                && (!rule.AsksInner || IsInner(flags, known)));
        }

        return holds;
    }

    private sealed class Rule
    {
        public List<string> Positives { get; } = [];

        public List<string> Negatives { get; } = [];

        public bool AsksInner { get; set; }

        public int Flag { get; set; } = -1;

        public bool IsSet { get; set; }
    }
}
