using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Law;

/// <summary>Law: traits, statuses that follow from them, and statutes with exceptions and precedence.</summary>
internal sealed partial class LawDesign : FieldDesign
{
    private const int Offices = 4;
    private const int StatutesPerCaseMax = 3;
    private const int UnitsMax = 15;

    // Most people asked about owe something: nothing is the one sum that could be guessed.
    private const double OwingShare = 0.93;
    private static readonly string[] YesNo = ["yes", "no"];
    private readonly Code _code;
    private readonly int _acts;
    private readonly LawText _text;

    private LawDesign(FieldPlan plan, int acts)
        : base(plan, "law")
    {
        _acts = acts;
        _code = new Code(plan, acts, Offices);
        _text = new LawText(plan, _code, Words, good: 1, firstAct: 2, firstOffice: 2 + acts);
    }

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt)
    {
        var acts = settings.Concepts < 16 ? 1 : settings.Concepts < 64 ? 2 : 4;
        return new LawDesign(new FieldPlan(settings, 2 + acts + Offices, 0.45, redrawn, attempt), acts);
    }

    public override string KindOf(int concept) => _code[concept] switch
    {
        { Connective: Connective.Given } => "trait",
        { Effect: null } => "status",
        _ => "statute",
    };

    public override IReadOnlyList<int> DefinedFrom(int concept) => _code[concept].Parts;

    public override string LawOf(int concept)
    {
        var norm = _code[concept];
        return $"{norm.Connective} {string.Join(' ', norm.Parts)} {norm.Effect} {norm.Office}";
    }

    public override Statement Introduction() => new([], Words.Say(
        Plan.For("introduction"),
        "introduction",
        ("field", Plan.Word(0)),
        ("acts", string.Join(", ", Plan.Words(2, _acts))),
        ("good", Plan.Word(1)),
        ("offices", string.Join(", ", Plan.Words(2 + _acts, Offices)))));

    public override string? Answer(Probe probe, Engine engine) => probe switch
    {
        StatedProbe p => _text.Read(p, StatementsOf(p.Concept)[0].Text)?.Answer(engine),
        HoldsProbe p => Holds(p.Concept, p.Case, engine) ? "yes" : "no",
        WhichProbe p => string.Join(
            ", ", p.Concepts.Where(c => Holds(c, p.Case, engine)).Select(Plan.Name).DefaultIfEmpty("none")),
        CoinsProbe p => Text(Rates(p.Statutes, p.Case, engine).Sum(rate => p.Units * rate)),
        UnitsHeldProbe p when engine == Engine.First => UnitsByTrial(p),
        UnitsHeldProbe p => Rates(p.Statutes, p.Case, engine).Sum() is > 0 and var rate && p.Coins % rate == 0
            ? Text(p.Coins / rate)
            : null,
        RulingProbe p when engine == Engine.First => p.Statutes.Order().Where(s => Holds(s, p.Case, engine))
            .Select(Plan.Name).LastOrDefault("none"),
        RulingProbe p => RulingFromTheEnd(p),
        PersonProbe p => FindPerson(p, new Rng(1)).Case is { } found
            ? string.Join(", ", found.Traits.Where((_, i) => found.Holds[i]).Select(Plan.Name).DefaultIfEmpty("none"))
            : null,
        _ => throw new UnreachableException(),
    };

    public override bool Accepts(Probe probe, string reply, Engine engine)
    {
        var p = (PersonProbe)probe;
        var named = reply.Replace(" and ", ",", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(name => name != "none").ToList();
        var traits = p.Traits.Where(t => named.Contains(Plan.Name(t))).ToList();
        if (traits.Count != named.Count)
        {
            return false;
        }

        var person = new Case(p.Traits, [.. p.Traits.Select(traits.Contains)]);
        return Holds(p.Wanted, person, engine) && !Holds(p.Unwanted, person, engine);
    }

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var statements = _text.State(concept, rng);
        if (_code[concept].Parts.Count == 0)
        {
            return statements;
        }

        var person = Person(Cone(concept), rng);
        var holds = _code.Follows(concept, Cone(concept), person);
        return [.. statements, new Statement($"holds:{concept}:{person.Signature}", Words.Say(
            rng, "remark", ("claim", _text.Claim(concept, person, holds))))];
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        var (fact, question) = _text.AskStated(concept, rng);
        var probe = new StatedProbe(concept, fact);
        var candidates = _text.Read(probe, StatementsOf(concept)[0].Text)!.Candidates;
        return new Draft
        {
            Level = ItemLevel.Recall,
            Concepts = [concept],
            Fact = fact,
            Question = question,
            Probe = probe,
            Fillers = _text.Fillers,
            Grammar = Gbnf.OneOf(candidates),
            Floor = 1.0 / candidates.Count,
            Why = Words.Say(rng, "why.recall"),
        };
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        var norm = _code[concept];
        if (norm.Parts.Count == 0)
        {
            return null;
        }

        // Yes and no are equally frequent, or the usual answer would be worth more than a guess.
        var parts = norm.Parts.Order().ToList();
        var wanted = rng.Chance(norm.Effect is { Coins: > 0 } ? OwingShare : 0.5);
        var fitting = Enumerable.Range(0, 1 << parts.Count)
            .Select(bits => new Case(parts, [.. parts.Select((_, i) => (bits >> i & 1) == 1)]))
            .Where(person => Holds(concept, person, Engine.First) == wanted).ToList();
        return norm.Effect is { Coins: > 0 }
            ? Coins(ItemLevel.Apply, [concept], rng.Pick(fitting), [.. parts, concept], rng)
            : IsOne(ItemLevel.Apply, concept, rng.Pick(fitting), [.. parts, concept], rng);
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        var cone = Cone(concept);
        if (cone.Count < 3)
        {
            return null;
        }

        if (_code[concept].Effect is not { } effect)
        {
            return Which(concept, rng);
        }

        var statutes = Together(concept, rng);
        var all = ConeOf(statutes);
        var person = Person(all, rng);
        return effect.Act < 0
            ? Coins(ItemLevel.Compose, statutes, Owing(statutes, all, rng), all, rng)
            : statutes.Count > 1
                ? Ruling(statutes, effect.Act, person, all, rng)
                : Which(concept, rng);
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        if (_code[concept].Effect is { Coins: > 0 } && rng.Chance(0.6))
        {
            return UnitsHeld(concept, rng);
        }

        var other = NotAfter(concept, rng);
        if (_code[concept].Parts.Count == 0 || _code[other].Parts.Count == 0 || other == concept)
        {
            return null;
        }

        var (wanted, unwanted) = rng.Chance(0.5) ? (concept, other) : (other, concept);
        var cone = ConeOf([concept, other]);
        var traits = cone.Where(Plan.IsPrimitive).ToList();
        var probe = new PersonProbe(wanted, unwanted, traits);
        var (found, share) = FindPerson(probe, new Rng(1));
        if (found is null || share > 0.5)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = cone,
            Fact = $"person:{wanted}:-{unwanted}",
            Question = Words.Say(
                rng,
                "ask.person",
                ("wanted", _text.Being(wanted)),
                ("unwanted", _text.Being(unwanted)),
                ("traits", string.Join(", ", traits.Select(Plan.Name)))),
            Probe = probe,
            Shape = AnswerShape.Checked,
            Grammar = Gbnf.SetOf(traits.Select(Plan.Name), traits.Count),
            TokensMax = 8 + (6 * traits.Count),
            Floor = share,
            Why = Words.Say(rng, "why.person", ("wanted", Plan.Name(wanted)), ("unwanted", Plan.Name(unwanted))),
        };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        if (_code[concept].Parts.Count == 0)
        {
            return null;
        }

        if (_code[concept].Effect is { Coins: > 0 } && rng.Chance(0.6))
        {
            var debtor = Owing([concept], Cone(concept), rng);
            if (!Holds(concept, debtor, Engine.First))
            {
                return null;
            }

            var owing = new CoinsProbe([concept], debtor, rng.Next(1, UnitsMax + 1));
            return new Claimable("coins", owing, Cone(concept), Fact(owing), value => Words.Say(
                new Rng(0),
                "claim.coins",
                ("case", _text.Describe(owing.Case, owing.Units)),
                ("coins", value),
                ("name", Plan.Name(concept))));
        }

        // Yes and no are made equally frequent, or the rarer word would give a false claim away.
        var cone = Cone(concept);
        var wanted = rng.Chance(0.5);
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var person = Person(cone, rng);
            if (_code.Follows(concept, cone, person) == wanted)
            {
                return new Claimable(
                    "holds",
                    new HoldsProbe(concept, person),
                    cone,
                    $"holds:{concept}:{person.Signature}",
                    value => _text.Claim(concept, person, value == "yes"))
                { Wrong = _ => wanted ? "no" : "yes" };
            }
        }

        return null;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Fact(CoinsProbe probe) =>
        $"coins:{string.Join('+', probe.Statutes)}:{probe.Case.Signature}:{probe.Units}";

    private static Case Person(IReadOnlyList<int> cone, Rng rng, FieldPlan plan)
    {
        var traits = cone.Where(plan.IsPrimitive).ToList();
        return new Case(traits, [.. traits.Select(_ => rng.Chance(0.5))]);
    }

    private Case Person(IReadOnlyList<int> cone, Rng rng) => Person(cone, rng, Plan);

    // Somebody whom one of the statutes binds, as a rule.
    private Case Owing(IReadOnlyList<int> statutes, IReadOnlyList<int> cone, Rng rng)
    {
        var person = Person(cone, rng);
        var owes = rng.Chance(OwingShare);
        for (var attempt = 0; attempt < 24 && owes && Rates(statutes, person, Engine.First).Count == 0; attempt++)
        {
            person = Person(cone, rng);
        }

        return person;
    }

    private bool Holds(int concept, Case person, Engine engine) => engine == Engine.First
        ? _code.Follows(concept, Needed(concept, person), person)
        : _code.HoldsInOnlyModel(concept, Needed(concept, person), person);

    // A case may speak of statuses directly; then nothing below them matters.
    private IReadOnlyList<int> Needed(int concept, Case person)
    {
        if (person.Traits.All(Plan.IsPrimitive))
        {
            return Cone(concept);
        }

        return [.. person.Traits.Append(concept).Order()];
    }

    private List<int> Rates(IReadOnlyList<int> statutes, Case person, Engine engine) =>
        [.. statutes.Where(s => Holds(s, person, engine)).Select(s => _code[s].Effect!.Coins)];

    private string? UnitsByTrial(UnitsHeldProbe probe)
    {
        var fitting = Enumerable.Range(0, UnitsMax + 1).Where(
            units => Answer(new CoinsProbe(probe.Statutes, probe.Case, units), Engine.First) == Text(probe.Coins))
                .Take(2).ToList();
        return fitting.Count == 1 ? Text(fitting[0]) : null;
    }

    private string RulingFromTheEnd(RulingProbe probe)
    {
        foreach (var statute in probe.Statutes.OrderDescending())
        {
            if (Holds(statute, probe.Case, Engine.Second))
            {
                return Plan.Name(statute);
            }
        }

        return "none";
    }

    // People at random, in the same order every time; the share that fits is the guessing rate.
    private (Case? Case, double Share) FindPerson(PersonProbe probe, Rng rng)
    {
        const int PeopleMax = 96;
        Case? smallest = null;
        var fitting = 0;
        for (var i = 0; i < PeopleMax; i++)
        {
            var person = new Case(probe.Traits, [.. probe.Traits.Select(_ => rng.Chance(0.5))]);
            if (Holds(probe.Wanted, person, Engine.First) && !Holds(probe.Unwanted, person, Engine.First))
            {
                fitting++;
                if (smallest is null || person.Holds.Count(h => h) < smallest.Holds.Count(h => h))
                {
                    smallest = person;
                }
            }
        }

        return (smallest, (double)fitting / PeopleMax);
    }
}
