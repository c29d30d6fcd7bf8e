namespace AgentMemory.Games.Gdl;

/// <summary>A term of a rule: a variable, a word, or a function of terms. Atoms have the same shape.</summary>
/// <param name="Name">The word, the function or the relation; of a variable its name.</param>
/// <param name="Terms">The arguments.</param>
/// <param name="Variable">The number of the variable within its rule, or -1.</param>
/// <param name="Node">Where it stands.</param>
internal sealed record GdlTerm(string Name, GdlTerm[] Terms, int Variable, GdlNode Node)
{
    /// <summary>Variables in it, in any order.</summary>
    public IEnumerable<int> Variables => Variable >= 0 ? [Variable] : Terms.SelectMany(t => t.Variables);

    /// <summary>Equal but for where it stands.</summary>
    public bool Matches(GdlTerm other) => Variable == other.Variable && (Variable >= 0 || (Name == other.Name
        && Terms.Length == other.Terms.Length && Terms.Zip(other.Terms).All(pair => pair.First.Matches(pair.Second))));
}

/// <summary>A rule without "or": the head holds where all of the body does.</summary>
internal sealed class GdlRule
{
    public required GdlTerm Head { get; init; }

    public required IReadOnlyList<GdlTerm> Positives { get; init; }

    public required IReadOnlyList<GdlTerm> Negatives { get; init; }

    public required IReadOnlyList<(GdlTerm Left, GdlTerm Right)> Distincts { get; init; }

    /// <summary>Pairs that must be the same, from negations of distinct.</summary>
    public required IReadOnlyList<(GdlTerm Left, GdlTerm Right)> Sames { get; init; }

    /// <summary>How many variables the rule has.</summary>
    public required int Variables { get; init; }

    /// <summary>All relations that the body asks.</summary>
    public IEnumerable<GdlTerm> Body => Positives.Concat(Negatives);
}

/// <summary>Turns expressions into rules; every "or" splits its rule.</summary>
internal sealed class GdlRuleReader(string file)
{
    private const int SplitsMax = 10_000;
    private readonly List<string> _variables = [];

    public List<GdlRule> Read(IReadOnlyList<GdlNode> nodes)
    {
        var rules = new List<GdlRule>();
        foreach (var node in nodes)
        {
            _variables.Clear();
            var isRule = node.Head == "<=" && node.Word is null;
            if (isRule && node.Items.Count < 2)
            {
                throw GdlError.At(file, node, "a rule needs a head behind <=");
            }

            var head = Atom(isRule ? node.Items[1] : node);
            if (head.Name is "true" or "does" or "distinct" or "not" or "or" or "<=")
            {
                throw GdlError.At(file, head.Node, $"{head.Name} cannot be defined; use another relation in the head");
            }

            foreach (var body in Bodies(isRule ? node.Items.Skip(2) : []))
            {
                rules.Add(new GdlRule
                {
                    Head = head,
                    Positives = [.. body.Where(l => l.Kind == Kind.Positive).Select(l => l.Left)],
                    Negatives = [.. body.Where(l => l.Kind == Kind.Negative).Select(l => l.Left)],
                    Distincts = [.. body.Where(l => l.Kind == Kind.Distinct).Select(l => (l.Left, l.Right!))],
                    Sames = [.. body.Where(l => l.Kind == Kind.Same).Select(l => (l.Left, l.Right!))],
                    Variables = _variables.Count,
                });
            }
        }

        return rules;
    }

    private List<List<Literal>> Bodies(IEnumerable<GdlNode> nodes)
    {
        List<List<Literal>> bodies = [[]];
        foreach (var node in nodes)
        {
            var choices = Choices(node, false);
            if (bodies.Count * choices.Count > SplitsMax)
            {
                throw GdlError.At(file, node, $"\"or\" splits this rule into more than {SplitsMax}; write helper relations");
            }

            bodies = [.. bodies.SelectMany(body => choices.Select(choice => (List<Literal>)[.. body, .. choice]))];
        }

        return bodies;
    }

    /// <summary>The ways in which an expression can hold, or can fail where it is negated.</summary>
    private List<List<Literal>> Choices(GdlNode node, bool negated)
    {
        var head = node.Word is null ? node.Head : "";
        switch (head)
        {
            case "not" when node.Items.Count == 2:
                return Choices(node.Items[1], !negated);
            case "or" or "and":
                var parts = node.Items.Skip(1).Select(item => Choices(item, negated)).ToList();
                return head == "or" != negated
                    ? [.. parts.SelectMany(p => p)]
                    : parts.Aggregate<List<List<Literal>>, List<List<Literal>>>([[]], (all, part) =>
                        [.. all.SelectMany(left => part.Select(right => (List<Literal>)[.. left, .. right]))]);
            case "distinct" when node.Items.Count == 3:
                return [[new Literal(negated ? Kind.Same : Kind.Distinct, Term(node.Items[1]), Term(node.Items[2]))]];
            case "not" or "distinct":
                throw GdlError.At(file, node, $"{head} takes {(head == "not" ? "one expression" : "two terms")}");
            default:
                return [[new Literal(negated ? Kind.Negative : Kind.Positive, Atom(node), null)]];
        }
    }

    private GdlTerm Atom(GdlNode node)
    {
        if (node.IsVariable || node.Head.Length == 0 || node.Head[0] == '?')
        {
            throw GdlError.At(file, node, "a relation is wanted here, as in (cell 1 1) or terminal");
        }

        return Term(node);
    }

    private GdlTerm Term(GdlNode node)
    {
        if (node.IsVariable)
        {
            var number = _variables.IndexOf(node.Word!);
            if (number < 0)
            {
                number = _variables.Count;
                _variables.Add(node.Word!);
            }

            return new GdlTerm(node.Word!, [], number, node);
        }

        if (node.Word is not null)
        {
            return new GdlTerm(node.Word, [], -1, node);
        }

        if (node.Items.Count == 0 || node.Items[0].Word is not { } name || node.Items[0].IsVariable)
        {
            throw GdlError.At(file, node, "brackets begin with a word, as in (cell 1 1)");
        }

        return new GdlTerm(name, [.. node.Items.Skip(1).Select(Term)], -1, node);
    }

    private enum Kind
    {
        Positive,
        Negative,
        Distinct,
        Same,
    }

    private sealed record Literal(Kind Kind, GdlTerm Left, GdlTerm? Right);
}
