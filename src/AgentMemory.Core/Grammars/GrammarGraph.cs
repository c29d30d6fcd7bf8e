namespace AgentMemory.Core.Grammars;

/// <summary>Which rules can be empty, and which rule begins with which: what tells whether following a grammar ends.</summary>
internal sealed class GrammarGraph
{
    private readonly IReadOnlyList<GrammarRule> _rules;
    private readonly List<int>[] _users;

    public GrammarGraph(IReadOnlyList<GrammarRule> rules)
    {
        _rules = rules;
        _users = [.. rules.Select(_ => new List<int>())];
        for (var rule = 0; rule < rules.Count; rule++)
        {
            foreach (var other in rules[rule].Alternates.SelectMany(a => a).OfType<GrammarElement.Rule>().Select(e => e.Number).Distinct())
            {
                _users[other].Add(rule);
            }
        }

        Empty = Fixpoint((rule, known) => _rules[rule].Alternates.Any(
            alternate => alternate.All(element => element is GrammarElement.Rule other && known[other.Number])));
        Begins = Fixpoint((rule, known) => _rules[rule].Alternates.Any(
            alternate => Leftmost(alternate, other => Empty[other]).Any(
                element => element is not GrammarElement.Rule other || known[other.Number])));
    }

    /// <summary>Rules that allow the empty text.</summary>
    public bool[] Empty { get; }

    /// <summary>Rules that some character can begin.</summary>
    public bool[] Begins { get; }

    /// <summary>True where an alternate of a rule is written as nothing: all that llama.cpp's own check knows of emptiness.</summary>
    public bool IsWrittenEmpty(int rule) => _rules[rule].Alternates.Any(alternate => alternate.Count == 0);

    /// <summary>The rules that a rule can begin with.</summary>
    /// <param name="rule">Its number.</param>
    /// <param name="isEmpty">Which rules are taken for empty.</param>
    /// <param name="growing">Only where something is still to follow: each such step makes a stack of the engine grow.</param>
    public IEnumerable<int> BeginningsOf(int rule, Func<int, bool> isEmpty, bool growing = false) => _rules[rule].Alternates
        .SelectMany(alternate => Leftmost(alternate, isEmpty).Take(growing ? alternate.Count - 1 : alternate.Count))
        .OfType<GrammarElement.Rule>().Select(element => element.Number);

    /// <summary>The elements of an alternate that can come first: those after what can be empty are among them.</summary>
    private static IEnumerable<GrammarElement> Leftmost(IReadOnlyList<GrammarElement> alternate, Func<int, bool> isEmpty)
    {
        foreach (var element in alternate)
        {
            yield return element;
            if (element is not GrammarElement.Rule rule || !isEmpty(rule.Number))
            {
                yield break;
            }
        }
    }

    /// <summary>The least set of rules that holds every rule of which this is true, given the set.</summary>
    private bool[] Fixpoint(Func<int, bool[], bool> holds)
    {
        var known = new bool[_rules.Count];
        var open = new Queue<int>(Enumerable.Range(0, _rules.Count));
        while (open.TryDequeue(out var rule))
        {
            if (!known[rule] && holds(rule, known))
            {
                known[rule] = true;
                _users[rule].ForEach(open.Enqueue);
            }
        }

        return known;
    }
}
