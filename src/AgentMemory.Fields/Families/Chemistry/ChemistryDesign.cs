using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Chemistry;

/// <summary>Chemistry: elements, reactions, and two quantities that every reaction conserves.</summary>
internal sealed class ChemistryDesign : FieldDesign
{
    private readonly ChemistryWorld _world;
    private readonly ChemistryEngines _engines;

    private ChemistryDesign(FieldPlan plan)
        : base(plan, "chemistry")
    {
        _world = new ChemistryWorld(plan);
        _engines = new ChemistryEngines(plan, _world);
    }

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt) =>
        new ChemistryDesign(new FieldPlan(settings, 3, 0.35, redrawn, attempt));

    public override string KindOf(int concept) => _world[concept] is null ? "element" : "compound";

    public override IReadOnlyList<int> DefinedFrom(int concept)
    {
        if (_world[concept] is not { } reaction)
        {
            return [];
        }

        var parents = reaction.Inputs.Select(i => i.Substance);
        return [.. (reaction.Left is { } left ? parents.Append(left) : parents).Distinct()];
    }

    public override string LawOf(int concept) => _world[concept]?.Signature
        ?? $"{_world.OfElement(concept, 0)} {_world.OfElement(concept, 1)}";

    public override Statement Introduction() => new([], Words.Say(
        Plan.For("introduction"), "introduction", ("field", Plan.Word(0)), ("one", Plan.Word(1)),
            ("two", Plan.Word(2))));

    public override string? Answer(Probe probe, Engine engine) => _engines.Answer(probe, engine);

    public override bool Accepts(Probe probe, string reply, Engine engine) =>
        _engines.Accepts((MixtureProbe)probe, reply, engine);

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var name = Plan.Name(concept);
        if (_world[concept] is not { } reaction)
        {
            return
            [
                new Statement([Pure(0, concept).Signature, Pure(1, concept).Signature], Words.Say(
                    rng,
                    "element",
                    ("name", name),
                    ("one", Plan.Word(1)),
                    ("two", Plan.Word(2)),
                    ("a", Text(_world.OfElement(concept, 0))),
                    ("b", Text(_world.OfElement(concept, 1))))),
            ];
        }

        var inputs = _engines.Mixture(reaction.Inputs);
        var facts = reaction.Inputs.Select(i => $"units:{concept}:{i.Substance}").ToList();
        var statements = new List<Statement>
        {
            reaction.Left is { } left
                ? new Statement(facts, Words.Say(
                    rng, "reaction.left", ("name", name), ("inputs", inputs), ("left", Plan.Name(left))))
                : new Statement(facts, Words.Say(rng, "reaction", ("name", name), ("inputs", inputs))),
        };
        var quantity = rng.Next(2);
        var probe = Pure(quantity, concept);
        statements.Add(new Statement(probe.Signature, Words.Say(
            rng,
            "remark",
            ("name", name),
            ("quantity", Plan.Word(1 + quantity)),
            ("value", Text(_world.ByParts(concept, quantity))))));
        return statements;
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        if (_world[concept] is { } reaction && rng.Chance(0.6))
        {
            var input = rng.Pick(reaction.Inputs).Substance;
            return Numeric(ItemLevel.Recall, new UnitsProbe(concept, input), $"units:{concept}:{input}", [concept],
                Words.Say(
                rng, "ask.units", ("name", Plan.Name(concept)), ("input", Plan.Name(input)))) with
            { Why = Words.Say(rng, "why.recall") };
        }

        var stated = StatementsOf(concept).SelectMany(s => s.Facts).ToList();
        var quantities = Enumerable.Range(0, 2).Where(q => stated.Contains(Pure(q, concept).Signature)).ToList();
        return AskQuantity(ItemLevel.Recall, Pure(rng.Pick(quantities), concept), [concept], rng) with
        {
            Why = Words.Say(rng, "why.recall"),
            Told = [],
        };
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        if (rng.Chance(0.4))
        {
            return Unknown(concept, rng);
        }

        if (_world[concept] is not { } reaction)
        {
            return null;
        }

        return rng.Chance(0.5) ? Yield(concept, reaction, rng) : Sum(concept, reaction, rng);
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        if (Cone(concept).Count < 3)
        {
            return null;
        }

        if (rng.Chance(0.5))
        {
            var element = rng.Pick(Cone(concept).Where(c => _world[c] is null).ToList());
            return Count(concept, element, rng);
        }

        var other = NotAfter(concept, rng);
        (int, int)[] mixture = other == concept
            ? [(concept, rng.Next(2, 5))]
            : [(concept, rng.Next(1, 4)), (other, rng.Next(1, 4))];
        return AskQuantity(
            ItemLevel.Compose, new QuantityProbe(rng.Next(2), mixture), ConeOf(mixture.Select(m => m.Item1)), rng);
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        if (_world[concept] is null)
        {
            return null;
        }

        return rng.Chance(0.5) ? Content(concept, rng) : Mix(concept, rng);
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        if (_world[concept] is not null && rng.Chance(0.3))
        {
            var element = rng.Pick(Cone(concept).Where(c => _world[c] is null).ToList());
            return new Claimable("count", new CountProbe(concept, element), Cone(concept), $"count:{concept}:{element}",
                value => Words.Say(
                    new Rng(0), "claim.count", ("name", Plan.Name(concept)), ("element", Plan.Name(element)),
                        ("value", value)));
        }

        // Mixtures, so that there is enough to claim even where there are four substances.
        var other = NotAfter(concept, rng);
        (int Substance, int)[] mixture = other == concept
            ? [(concept, rng.Next(1, 6))]
            : [(concept, rng.Next(1, 5)), (other, rng.Next(1, 5))];
        var probe = new QuantityProbe(rng.Next(2), mixture);
        return new Claimable(
            $"quantity {probe.Quantity}",
            probe,
            ConeOf(mixture.Select(m => m.Substance)),
            probe.Signature,
            value => Words.Say(
                new Rng(0),
                "claim.quantity",
                ("quantity", Plan.Word(1 + probe.Quantity)),
                ("mixture", _engines.Mixture(mixture)),
                ("value", value)));
    }

    private static QuantityProbe Pure(int quantity, int substance) => new(quantity, [(substance, 1)]);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static Draft Numeric(
        ItemLevel level, Probe probe, string fact, IReadOnlyList<int> concepts, string question) =>
        new()
        {
            Level = level,
            Concepts = concepts,
            Fact = fact,
            Question = question,
            Probe = probe,
            Shape = AnswerShape.Number,
            Grammar = Gbnf.Integer,
            TokensMax = 8,
            Why = "",
        };

    private Draft AskQuantity(ItemLevel level, QuantityProbe probe, IReadOnlyList<int> concepts, Rng rng) =>
        Numeric(level, probe, probe.Signature, concepts, Words.Say(
            rng,
            probe.Mixture is [(_, 1)] ? "ask.quantity.one" : "ask.quantity",
            ("quantity", Plan.Word(1 + probe.Quantity)),
            ("name", Plan.Name(probe.Mixture[0].Substance)),
            ("mixture", _engines.Mixture(probe.Mixture)))) with
        {
            Why = Words.Say(rng, "why.sum", ("sum", Summands(probe.Mixture, probe.Quantity))),
            Told = [.. probe.Mixture.Select(m => Pure(probe.Quantity, m.Substance).Signature)],
        };

    private Draft Sum(int concept, Reaction reaction, Rng rng)
    {
        var quantity = rng.Next(2);
        var given = DefinedFrom(concept).Where(c => _world[c] is not null).Select(
            c => $"{Plan.Word(1 + quantity)} {Plan.Name(c)} = {Text(_world.ByParts(c, quantity))}").ToList();
        var known = given.Count == 0 ? "" : Words.Say(rng, "given", ("given", string.Join("; ", given))) + " ";
        var draft = AskQuantity(
            ItemLevel.Apply, Pure(quantity, concept), [.. DefinedFrom(concept).Append(concept).Order()], rng);
        var left = reaction.Left is { } l ? $" - {Text(_world.ByParts(l, quantity))}" : "";
        return draft with
        {
            Question = known + draft.Question,
            Why = Words.Say(rng, "why.sum", ("sum", Summands(reaction.Inputs, quantity) + left)),
            Told = [.. DefinedFrom(concept).Select(c => Pure(quantity, c).Signature)],
        };
    }

    private Draft Yield(int concept, Reaction reaction, Rng rng)
    {
        var stock = reaction.Inputs.Select(i => (i.Substance, Units: (i.Units * rng.Next(1, 6)) + rng.Next(4)))
            .ToList();
        return Numeric(
            ItemLevel.Apply,
            new YieldProbe(concept, [.. stock.Select(s => s.Units)]),
            $"yield:{concept}:{string.Join(',', stock.Select(s => s.Units))}",
            [.. reaction.Inputs.Select(i => i.Substance).Append(concept).Order()],
            Words.Say(rng, "ask.yield", ("name", Plan.Name(concept)), ("stock", _engines.Mixture(stock)))) with
        {
            Why = Words.Say(
                rng, "why.yield", ("name", Plan.Name(concept)), ("inputs", _engines.Mixture(reaction.Inputs))),
        };
    }

    // Conservation on a reaction that the book does not hold: what the known product does not carry, the unknown does.
    private Draft? Unknown(int concept, Rng rng)
    {
        var quantity = rng.Next(2);
        var others = new[] { NotAfter(concept, rng), NotAfter(concept, rng) };
        if (others.Contains(concept))
        {
            return null;
        }

        var mixture = others.Distinct().Select(c => (c, rng.Next(2, 6))).ToList();
        // The first quantity is positive for every element, as a weight is, and so it is for what is unknown.
        if (quantity == 0 && mixture.Sum(m => m.Item2 * _world.ByParts(m.c, 0)) <= _world.ByParts(concept, 0))
        {
            return null;
        }

        return Numeric(
            ItemLevel.Apply,
            new UnknownProbe(quantity, mixture, concept),
            $"unknown:{quantity}:{string.Join('+', mixture)}:{concept}",
            ConeOf(others.Append(concept)),
            Words.Say(
                rng,
                "ask.unknown",
                ("quantity", Plan.Word(1 + quantity)),
                ("mixture", _engines.Mixture(mixture)),
                ("known", Plan.Name(concept)),
                ("given", string.Join(", ", others.Append(concept).Distinct().Order().Select(
                    c => $"{Plan.Name(c)} {Text(_world.ByParts(c, quantity))}"))))) with
        {
            Why = Words.Say(
                rng, "why.sum", ("sum", $"{Summands(mixture, quantity)} - {Text(_world.ByParts(concept, quantity))}")),
            Told = [.. others.Append(concept).Select(c => Pure(quantity, c).Signature)],
        };
    }

    private Draft Count(int concept, int element, Rng rng)
    {
        var inputs = _world[concept]!.Inputs;
        return Numeric(
            ItemLevel.Compose,
            new CountProbe(concept, element),
            $"count:{concept}:{element}",
            Cone(concept),
            Words.Say(rng, "ask.count", ("name", Plan.Name(concept)), ("element", Plan.Name(element)))) with
        {
            Why = Words.Say(rng, "why.count", ("element", Plan.Name(element)), ("parts", Brought(concept, element))),
            Told = [.. inputs.Select(i => $"count:{i.Substance}:{element}")],
        };
    }

    // "2 x 3 (dako), 1 x 0 (bafi), - 1": what each input brings of the element, and what is left over.
    private string Brought(int concept, int element)
    {
        var reaction = _world[concept]!;
        var parts = reaction.Inputs.Select(i =>
            $"{i.Units} x {_world.TakeApart(i.Substance).GetValueOrDefault(element)} ({Plan.Name(i.Substance)})");
        return string.Join(", ", parts) + (reaction.Left == element ? ", - 1" : "");
    }

    private Draft Content(int concept, Rng rng)
    {
        var probe = new ContentProbe(concept, rng.Next(1, 4));
        var elements = _world.TakeApart(concept).Keys.ToList();
        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = Cone(concept),
            Fact = $"content:{concept}:{probe.Units}",
            Question = Words.Say(rng, "ask.content", ("mixture", _engines.Mixture([(concept, probe.Units)]))),
            Probe = probe,
            Shape = AnswerShape.Set,
            Grammar = Gbnf.Amounts(Cone(concept).Where(c => _world[c] is null).Select(Plan.Name), elements.Count + 2),
            TokensMax = 16 + (12 * elements.Count),
            Why = Words.Say(rng, "why.content", ("inputs", _engines.Mixture(_world[concept]!.Inputs))),
        };
    }

    private Draft? Mix(int concept, Rng rng)
    {
        var other = NotAfter(concept, rng);
        if (other == concept)
        {
            return null;
        }

        var quantity = 0;
        var amounts = (First: rng.Next(1, 5), Second: rng.Next(1, 5));
        var total = (amounts.First * _world.ByParts(concept, quantity))
            + (amounts.Second * _world.ByParts(other, quantity));
        // A single substance that reaches the total would need no mixing.
        if (total % _world.ByParts(concept, quantity) == 0 || total % _world.ByParts(other, quantity) == 0)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = ConeOf([concept, other]),
            Fact = $"mix:{quantity}:{Math.Min(concept, other)}:{Math.Max(concept, other)}:{total}",
            Question = Words.Say(
                rng,
                "ask.mix",
                ("quantity", Plan.Word(1 + quantity)),
                ("one", Plan.Name(concept)),
                ("two", Plan.Name(other)),
                ("total", Text(total))),
            Probe = new MixtureProbe(quantity, [concept, other], total),
            Shape = AnswerShape.Checked,
            Grammar = Gbnf.Amounts([Plan.Name(concept), Plan.Name(other)], 2),
            TokensMax = 24,
            Why = Words.Say(rng, "why.sum",
                ("sum", Summands([(concept, amounts.First), (other, amounts.Second)], quantity))),
        };
    }

    private string Summands(IEnumerable<(int Substance, int Units)> mixture, int quantity) => string.Join(
        " + ", mixture.Select(m => $"{m.Units} x {Text(_world.ByParts(m.Substance, quantity))}"));
}
