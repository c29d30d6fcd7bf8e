using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Algebra;

/// <summary>Algebra: operations on a few elements, given by tables and by definitions over earlier
/// operations.</summary>
internal sealed partial class AlgebraDesign : FieldDesign
{
    private readonly AlgebraWorld _world;
    private readonly AlgebraText _text;

    private AlgebraDesign(FieldPlan plan, int elements)
        : base(plan, "algebra")
    {
        _world = new AlgebraWorld(plan, elements);
        _text = new AlgebraText(plan, _world);
    }

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt)
    {
        var elements = settings.Concepts <= 8 ? 5 : 7;
        return new AlgebraDesign(new FieldPlan(settings, 1 + elements, 0.25, redrawn, attempt), elements);
    }

    public override string KindOf(int concept) => _world[concept].Arity == 1 ? "unary operation" : "binary operation";

    public override IReadOnlyList<int> DefinedFrom(int concept) =>
        _world[concept].Definition?.Operations.Distinct().Order().ToList() ?? [];

    public override string LawOf(int concept) => _world[concept].Definition?.Signature
        ?? string.Join(',', _world.TableOf(concept));

    public override Statement Introduction() => new([], Words.Say(
        Plan.For("introduction"),
        "introduction",
        ("field", Plan.Word(0)),
        ("count", _world.Elements.ToString(CultureInfo.InvariantCulture)),
        ("elements", string.Join(", ", _text.ElementNames))));

    public override string? Answer(Probe probe, Engine engine) => (probe, engine) switch
    {
        (ValueProbe p, Engine.First) => _text.Element(_world.ByTable(p.Term, [])),
        (ValueProbe p, _) => _text.Element(_world.ByCoefficients(p.Term).C),
        (EquationProbe p, Engine.First) => Solutions(p, x => _world.ByTable(p.Term, [x])),
        (EquationProbe p, _) => SolvedByCoefficients(p),
        (OrderProbe p, Engine.First) => OrderByCycles(p.Operation).ToString(CultureInfo.InvariantCulture),
        (OrderProbe p, _) => OrderByCoefficients(p.Operation).ToString(CultureInfo.InvariantCulture),
        (TermProbe p, _) => Closure(p) is { } term ? _text.Write(term) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public override bool Accepts(Probe probe, string reply, Engine engine)
    {
        var p = (TermProbe)probe;
        if (_text.Parse(reply) is not Term.Applied term || !IsMadeOf(term, p))
        {
            return false;
        }

        return p.Target == (engine == Engine.First ? _world.ByTable(term, []) : _world.ByCoefficients(term).C);
    }

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var operation = _world[concept];
        var name = Plan.Name(concept);
        var statements = new List<Statement>();
        if (operation.Definition is { } definition)
        {
            statements.Add(new Statement($"definition:{concept}", Words.Say(
                rng,
                "definition",
                ("head", operation.Arity == 1 ? $"{name}(x)" : $"{name}(x, y)"),
                ("body", _text.Write(definition)))));
            for (var i = 0; i < operation.Arity; i++)
            {
                var term = On(concept, rng);
                statements.Add(new Statement(term.Signature, Words.Say(
                    rng, "remark", ("term", _text.Write(term)), ("value", _text.Element(_world.ByTable(term, []))))));
            }
        }
        else
        {
            var cells = AllOn(concept).Select(t => t.Signature).ToList();
            statements.Add(operation.Arity == 1
                ? new Statement(cells, Words.Say(rng, "table.unary", ("name", name), ("cells", _text.Row(concept))))
                : new Statement(cells, Words.Say(rng, "table.binary", ("name", name)) + "\n\n" + _text.Grid(concept)));
        }

        statements.AddRange(Laws(concept, rng));
        return statements;
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        if (Plan.IsPrimitive(concept))
        {
            return Evaluate(ItemLevel.Recall, On(concept, rng), [concept], "", rng);
        }

        var stated = StatementsOf(concept).SelectMany(s => s.Facts).ToHashSet();
        var terms = AllOn(concept).Where(t => stated.Contains(t.Signature)).ToList();
        return terms.Count == 0 ? null : Evaluate(ItemLevel.Recall, rng.Pick(terms), [concept], "", rng);
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        if (_world[concept].Definition is null)
        {
            return null;
        }

        var term = On(concept, rng);
        // What the definition needs of derived operations is given, among values of the same operations that it does
        // not need: the reader has to apply the definition to know which.
        var needed = _text.Steps(Unfold(term)).Where(s => !Plan.IsPrimitive(s.Operation)).ToList();
        var given = needed.Concat(needed.SelectMany(s => _text.Steps(On(s.Operation, rng))))
            .DistinctBy(s => s.Signature).OrderBy(s => s.Text, StringComparer.Ordinal).ToList();
        var known = given.Count == 0 ? "" : Words.Say(
            rng, "given", ("steps", string.Join("; ", given.Select(s => s.Text)))) + " ";
        var draft = Evaluate(ItemLevel.Apply, term, [.. DefinedFrom(concept), concept], known, rng);
        return draft with { Told = [.. draft.Told, .. given.Select(s => s.Signature)] };
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        // The concept stands outside or inside, so that a long definition is not only read but used.
        var inner = rng.Chance(0.5) ? NotAfter(concept, rng) : concept;
        var outer = inner == concept ? NotAfter(concept, rng) : concept;
        var term = Around(outer, Around(inner, On(NotAfter(concept, rng), rng), rng), rng);
        var cone = ConeOf(term.Operations);
        return term.Operations.Distinct().Count() < 2 || cone.Count < 3
            ? null
            : Evaluate(ItemLevel.Compose, term, cone, "", rng);
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        if (_world[concept].Definition is null)
        {
            return null;
        }

        return rng.Next(3) switch
        {
            0 when _world[concept].Arity == 1 => Order(concept, rng),
            1 when _world[concept].Arity == 2 => Construct(concept, rng),
            _ => Solve(concept, rng),
        };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        Term term = rng.Chance(0.5) ? On(concept, rng) : Around(concept, On(NotAfter(concept, rng), rng), rng);
        return new Claimable(
            "value",
            new ValueProbe(term),
            ConeOf(term.Operations),
            term.Signature,
            value => $"{_text.Write(term)} = {value}")
        {
            Wrong = r => _text.Element((_world.ByTable(term, []) + r.Next(1, _world.Elements)) % _world.Elements),
        };
    }

    private Draft Evaluate(ItemLevel level, Term term, IReadOnlyList<int> concepts, string given, Rng rng)
    {
        var steps = level == ItemLevel.Recall ? [] : _text.Steps(Unfold(term));
        var why = steps.Count == 0 ? Words.Say(rng, "why.recall") : Words.Say(
            rng, "why.steps", ("steps", string.Join("; ", steps.Select(s => s.Text))));
        return new Draft
        {
            Level = level,
            Concepts = [.. concepts.Distinct().Order()],
            Fact = term.Signature,
            Question = given + Words.Say(rng, "ask.value", ("term", _text.Write(term))),
            Probe = new ValueProbe(term),
            Grammar = _text.ElementGrammar,
            TokensMax = 8,
            Floor = 1.0 / _world.Elements,
            Why = why,
            Told = [.. steps.Select(s => s.Signature)],
        };
    }

    private Draft Solve(int concept, Rng rng)
    {
        var arity = _world[concept].Arity;
        var known = new Term.Element(rng.Next(_world.Elements));
        var isFirst = rng.Chance(0.5);
        Term[] arguments = arity == 1 ? [new Term.Variable(0)]
            : isFirst ? [new Term.Variable(0), known] : [known, new Term.Variable(0)];
        var term = new Term.Applied(concept, arguments);
        var target = rng.Next(_world.Elements);
        var solution = Enumerable.Range(0, _world.Elements).First(x => _world.ByTable(term, [x]) == target);
        var solved = Put(term, solution);
        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = Cone(concept),
            Fact = $"solve:{term.Signature}={target}",
            Question = Words.Say(rng, "ask.equation", ("term", _text.Write(term)), ("value", _text.Element(target))),
            Probe = new EquationProbe(term, target),
            Grammar = _text.ElementGrammar,
            TokensMax = 8,
            Floor = 1.0 / _world.Elements,
            Why = Words.Say(rng, "why.equation", ("term", _text.Write(solved)), ("value", _text.Element(target))),
            Unstated = [solved.Signature],
        };
    }

    private Draft Order(int concept, Rng rng) => new()
    {
        Level = ItemLevel.Build,
        Concepts = Cone(concept),
        Fact = $"order:{concept}",
        Question = Words.Say(rng, "ask.order", ("name", Plan.Name(concept))),
        Probe = new OrderProbe(concept),
        Shape = AnswerShape.Number,
        Grammar = Gbnf.OneOf(Orders().Select(n => n.ToString(CultureInfo.InvariantCulture))),
        TokensMax = 4,
        Floor = 1.0 / Orders().Count(),
        Why = Words.Say(rng, "why.order", ("cells", _text.Row(concept))),
        Unstated = [$"involution:{concept}"],
        Told = [.. AllOn(concept).Select(t => t.Signature)],
    };

    private Draft? Construct(int concept, Rng rng)
    {
        var probe = new TermProbe(concept, rng.Next(_world.Elements), rng.Next(_world.Elements));
        if (probe.Element == probe.Target || Closure(probe) is not Term.Applied found)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = Cone(concept),
            Fact = $"term:{concept}:{probe.Element}={probe.Target}",
            Question = Words.Say(
                rng,
                "ask.term",
                ("name", Plan.Name(concept)),
                ("element", _text.Element(probe.Element)),
                ("value", _text.Element(probe.Target))),
            Probe = probe,
            Shape = AnswerShape.Checked,
            Grammar = "reply ::= term\nterm ::= "
                + $"\"{_text.Element(probe.Element)}\" | \"{Plan.Name(concept)}(\" term \", \" term \")\"",
            TokensMax = 64,
            Why = Words.Say(rng, "why.term", ("term", _text.Write(found)), ("value", _text.Element(probe.Target))),
            Unstated = [found.Signature],
        };
    }

    // Terms of one operation over one element, smallest first; a value already reached is not reached again.
    private Term? Closure(TermProbe probe)
    {
        const int RoundsMax = 3;
        var reached = new SortedDictionary<int, Term> { [probe.Element] = new Term.Element(probe.Element) };
        for (var round = 0; round < RoundsMax && !reached.ContainsKey(probe.Target); round++)
        {
            foreach (var (_, left) in reached.ToArray())
            {
                foreach (var (_, right) in reached.ToArray())
                {
                    var term = new Term.Applied(probe.Operation, [left, right]);
                    reached.TryAdd(_world.ByTable(term, []), term);
                }
            }
        }

        return reached.GetValueOrDefault(probe.Target);
    }

    private static bool IsMadeOf(Term term, TermProbe probe) => term switch
    {
        Term.Element e => e.Value == probe.Element,
        Term.Applied a => a.Operation == probe.Operation && a.Arguments.All(t => IsMadeOf(t, probe)),
        _ => false,
    };

    private IEnumerable<Statement> Laws(int concept, Rng rng)
    {
        var m = _world.Elements;
        var table = _world.TableOf(concept);
        var name = Plan.Name(concept);
        if (_world[concept].Arity == 1)
        {
            if (table.Select((v, x) => table[v] == x).All(isBack => isBack))
            {
                yield return new Statement($"involution:{concept}", Words.Say(rng, "law.involution", ("name", name)));
            }

            yield break;
        }

        var pairs = Enumerable.Range(0, m * m).ToList();
        if (pairs.All(p => table[p] == table[(p % m * m) + (p / m)]))
        {
            yield return new Statement($"commutative:{concept}", Words.Say(rng, "law.commutative", ("name", name)));
        }

        if (Enumerable.Range(0, m).All(x => table[(x * m) + x] == x))
        {
            yield return new Statement($"idempotent:{concept}", Words.Say(rng, "law.idempotent", ("name", name)));
        }
    }

    private Term Unfold(Term term) => term is Term.Applied a && a.Arguments.All(t => t is Term.Element)
        && _world[a.Operation].Definition is { } definition
        ? Put(definition, ((Term.Element)a.Arguments[0]).Value, (a.Arguments[^1] as Term.Element)!.Value)
        : term;

    private static Term Put(Term term, int x, int y = 0) => term switch
    {
        Term.Variable v => new Term.Element(v.Slot == 0 ? x : y),
        Term.Applied a => new Term.Applied(a.Operation, [.. a.Arguments.Select(t => Put(t, x, y))]),
        _ => term,
    };

    private Term On(int operation, Rng rng) => new Term.Applied(operation, [.. Enumerable
        .Range(0, _world[operation].Arity).Select(_ => new Term.Element(rng.Next(_world.Elements)))]);

    private Term Around(int operation, Term inner, Rng rng)
    {
        if (_world[operation].Arity == 1)
        {
            return new Term.Applied(operation, [inner]);
        }

        var element = new Term.Element(rng.Next(_world.Elements));
        return new Term.Applied(operation, rng.Chance(0.5) ? [inner, element] : [element, inner]);
    }

    private IEnumerable<Term> AllOn(int operation)
    {
        var elements = Enumerable.Range(0, _world.Elements).Select(e => new Term.Element(e)).ToList();
        return _world[operation].Arity == 1
            ? elements.Select(x => new Term.Applied(operation, [x]))
            : elements.SelectMany(x => elements.Select(y => new Term.Applied(operation, [x, y])));
    }
}
