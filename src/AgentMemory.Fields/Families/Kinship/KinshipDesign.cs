using System.Diagnostics;
using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Kinship;

/// <summary>Kinship and ecology: relations among the inhabitants of a place, composed from a register.</summary>
internal sealed class KinshipDesign : FieldDesign
{
    private const int Strangers = 4;
    private const int FactsAmongStrangers = 5;
    private const int AttemptsMax = 24;
    private readonly Relations _relations;
    private readonly int _inhabitants;
    private readonly IReadOnlyList<string> _names;

    private KinshipDesign(FieldPlan plan, int inhabitants)
        : base(plan, "kinship")
    {
        _inhabitants = inhabitants;
        _relations = new Relations(plan, inhabitants);
        _names = plan.Words(1, inhabitants + Strangers);
    }

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt)
    {
        var inhabitants = settings.Concepts <= 16 ? 8 : 12;
        return new KinshipDesign(
            new FieldPlan(settings, 1 + inhabitants + Strangers, 0.3, redrawn, attempt), inhabitants);
    }

    /// <inheritdoc/>
    public override double ExampleFactor => 0.6;

    public override string KindOf(int concept) =>
        _relations[concept].Law == RelationLaw.Register ? "registered relation" : "derived relation";

    public override IReadOnlyList<int> DefinedFrom(int concept) => _relations[concept].Parts;

    public override string LawOf(int concept) => _relations[concept].Law == RelationLaw.Register
        ? string.Join(' ', _relations.Pairs(concept).Order())
        : $"{_relations[concept].Law} {string.Join(' ', _relations[concept].Parts)}";

    public override Statement Introduction() => new([], Words.Say(
        Plan.For("introduction"),
        "introduction",
        ("field", Plan.Word(0)),
        ("count", _inhabitants.ToString(CultureInfo.InvariantCulture)),
        ("names", string.Join(", ", _names.Take(_inhabitants)))));

    public override string? Answer(Probe probe, Engine engine) => probe switch
    {
        PairProbe p => Holds(p.Concept, p.From, p.To, engine) ? "yes" : "no",
        RelatedProbe p => Listed(Enumerable.Range(0, _inhabitants).Where(
            o => p.IsReverse ? Holds(p.Concept, o, p.Inhabitant, engine) : Holds(p.Concept, p.Inhabitant, o, engine))),
        StrangersProbe p => Listed(Enumerable.Range(0, Strangers).Where(o => AmongStrangers(p, 0, o, engine))
            .Select(o => _inhabitants + o)),
        BetweenProbe p => Enumerable.Range(0, _inhabitants).Where(z => IsBetween(p, z, engine))
            .Select(z => _names[z]).FirstOrDefault(),
        _ => throw new UnreachableException(),
    };

    public override bool Accepts(Probe probe, string reply, Engine engine)
    {
        var z = _names.Take(_inhabitants).ToList().IndexOf(reply);
        return z >= 0 && IsBetween((BetweenProbe)probe, z, engine);
    }

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var name = Plan.Name(concept);
        var relation = _relations[concept];
        if (relation.Law == RelationLaw.Register)
        {
            var statements = new List<Statement> { new([], Words.Say(rng, "register", ("name", name))) };
            for (var x = 0; x < _inhabitants; x++)
            {
                statements.Add(Of(concept, x, "entry", rng));
            }

            return statements;
        }

        var section = relation.Law switch
        {
            RelationLaw.Composed => "composed",
            RelationLaw.Inverse => "inverse",
            RelationLaw.Union => "union",
            _ => "shared",
        };
        return
        [
            new Statement($"definition:{concept}", Words.Say(
                rng,
                section,
                ("name", name),
                ("first", Plan.Name(relation.Parts[0])),
                ("second", Plan.Name(relation.Parts[^1])))),
            Of(concept, rng.Next(_inhabitants), "remark", rng),
        ];
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        var stated = StatementsOf(concept).SelectMany(s => s.Facts).ToHashSet();
        var known = Enumerable.Range(0, _inhabitants).Select(x => new RelatedProbe(concept, x, false))
            .Where(p => stated.Contains(p.Signature)).ToList();
        return Related(ItemLevel.Recall, rng.Pick(known), [concept], rng) with { Why = Words.Say(rng, "why.recall") };
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        var relation = _relations[concept];
        if (relation.Law == RelationLaw.Register)
        {
            return null;
        }

        var parts = relation.Parts.Distinct().ToList();
        // The answer is drawn first, so that none is more usual than another, and facts are looked for that give it.
        int[] wanted = [.. Enumerable.Range(1, Strangers - 1).Where(_ => rng.Chance(0.5))];
        if (Acquaintances(relation, parts, wanted, rng) is not { } facts)
        {
            return null;
        }

        var probe = new StrangersProbe(concept, facts);
        return new Draft
        {
            Level = ItemLevel.Apply,
            Concepts = [.. parts.Append(concept).Order()],
            Fact = $"strangers:{concept}:{string.Join(' ', facts)}",
            Question = Words.Say(
                rng,
                "ask.strangers",
                ("names", string.Join(", ", _names.Skip(_inhabitants))),
                ("facts", string.Join(
                    "; ", facts.Select(f => Sentence(f.Item1, _inhabitants + f.Item2, _inhabitants + f.Item3)))),
                ("one", _names[_inhabitants]),
                ("name", Plan.Name(concept))),
            Probe = probe,
            Shape = AnswerShape.Set,
            Grammar = Gbnf.SetOf(_names.Skip(_inhabitants), Strangers),
            TokensMax = 24,
            Floor = 1.0 / (1 << (Strangers - 1)),
            Why = Meaning(concept, rng),
        };
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        var probe = new RelatedProbe(concept, rng.Next(_inhabitants), false);
        return Cone(concept).Count < 3 || IsDull(probe, rng) ? null
            : Related(ItemLevel.Compose, probe, Cone(concept), rng);
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        if (_relations[concept].Law == RelationLaw.Register)
        {
            return null;
        }

        if (rng.Chance(0.5))
        {
            var reverse = new RelatedProbe(concept, rng.Next(_inhabitants), true);
            if (IsDull(reverse, rng))
            {
                return null;
            }

            // Where a law treats both sides alike, the other direction gives the answer away.
            return Related(ItemLevel.Build, reverse, Cone(concept), rng) with
            {
                Unstated = _relations[concept].Law == RelationLaw.Shared
                    ? [(reverse with { IsReverse = false }).Signature]
                    : [],
            };
        }

        var other = NotAfter(concept, rng);
        var (first, second) = rng.Chance(0.5) ? (concept, other) : (other, concept);
        var probe = new BetweenProbe(first, second, rng.Next(_inhabitants), rng.Next(_inhabitants));
        var fitting = Enumerable.Range(0, _inhabitants).Count(z => IsBetween(probe, z, Engine.First));
        if (fitting is 0 || fitting > _inhabitants / 2)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = ConeOf([first, second]),
            Fact = $"between:{first}:{second}:{probe.From}:{probe.To}",
            Question = Words.Say(
                rng,
                "ask.between",
                ("one", _names[probe.From]),
                ("first", Plan.Name(first)),
                ("second", Plan.Name(second)),
                ("two", _names[probe.To])),
            Probe = probe,
            Shape = AnswerShape.Checked,
            Grammar = Gbnf.OneOf(_names.Take(_inhabitants)),
            TokensMax = 8,
            Floor = (double)fitting / _inhabitants,
            Why = Meaning(concept, rng),
        };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        // True and false relations are made equally frequent, or the rarer word would give a false claim away.
        var wanted = rng.Chance(0.5);
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var probe = new PairProbe(concept, rng.Next(_inhabitants), rng.Next(_inhabitants));
            if (probe.From != probe.To && Holds(concept, probe.From, probe.To, Engine.First) == wanted)
            {
                return new Claimable(
                    "pair", probe, Cone(concept), $"pair:{concept}:{probe.From}:{probe.To}", value => Words.Say(
                    new Rng(0),
                    value == "yes" ? "claim.yes" : "claim.no",
                    ("one", _names[probe.From]),
                    ("name", Plan.Name(concept)),
                    ("two", _names[probe.To])))
                { Wrong = _ => wanted ? "no" : "yes" };
            }
        }

        return null;
    }

    // Facts by which the first stranger stands in the relation to exactly those wanted, or null where few draws gave none.
    private static List<(int Part, int From, int To)>? Acquaintances(
        Relation relation, IReadOnlyList<int> parts, int[] wanted, Rng rng)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var facts = new SortedSet<(int Part, int From, int To)>();
            while (facts.Count < FactsAmongStrangers)
            {
                var (a, b) = (rng.Next(Strangers), rng.Next(Strangers));
                if (a != b)
                {
                    facts.Add((rng.Pick(parts), a, b));
                }
            }

            var related = Relations.Join(relation, part => facts.Where(f => f.Part == part).Select(f => (f.From, f.To)));
            if (related.Where(p => p.Item1 == 0).Select(p => p.Item2).Order().SequenceEqual(wanted))
            {
                return [.. facts];
            }
        }

        return null;
    }

    // "none" is kept rare, or it would be worth guessing.
    private bool IsDull(Probe probe, Rng rng) => Answer(probe, Engine.First) == "none" && rng.Chance(0.8);

    private bool Holds(int concept, int from, int to, Engine engine) => engine == Engine.First
        ? _relations.Pairs(concept).Contains((from, to))
        : _relations.IsRelated(concept, from, to);

    private bool IsBetween(BetweenProbe probe, int z, Engine engine) =>
        Holds(probe.First, probe.From, z, engine) && Holds(probe.Second, z, probe.To, engine);

    private bool AmongStrangers(StrangersProbe probe, int from, int to, Engine engine)
    {
        var relation = _relations[probe.Concept];
        return engine == Engine.First
            ? Relations.Join(relation, part => probe.Facts.Where(f => f.Part == part).Select(f => (f.From, f.To)))
                .Contains((from, to))
            : Relations.Witness(relation, from, to, Strangers, (part, a, b) => probe.Facts.Contains((part, a, b)));
    }

    private string Listed(IEnumerable<int> inhabitants) =>
        string.Join(", ", inhabitants.Select(i => _names[i]).Order(StringComparer.Ordinal).DefaultIfEmpty("none"));

    private Statement Of(int concept, int inhabitant, string section, Rng rng)
    {
        var probe = new RelatedProbe(concept, inhabitant, false);
        var others = Answer(probe, Engine.First)!;
        return new Statement(probe.Signature, Words.Say(
            rng,
            others == "none" ? $"{section}.none" : section,
            ("one", _names[inhabitant]),
            ("name", Plan.Name(concept)),
            ("others", others)));
    }

    private Draft Related(ItemLevel level, RelatedProbe probe, IReadOnlyList<int> concepts, Rng rng) => new()
    {
        Level = level,
        Concepts = concepts,
        Fact = probe.Signature,
        Question = Words.Say(
            rng,
            probe.IsReverse ? "ask.reverse" : "ask.related",
            ("one", _names[probe.Inhabitant]),
            ("name", Plan.Name(probe.Concept))),
        Probe = probe,
        Shape = AnswerShape.Set,
        Grammar = Gbnf.SetOf(_names.Take(_inhabitants), _inhabitants),
        TokensMax = 6 * _inhabitants,
        // Whoever names one creature at random is right as often as this at the most: most answers are one or two names.
        Floor = 1.0 / _inhabitants,
        Why = Meaning(probe.Concept, rng),
    };

    private string Sentence(int concept, int from, int to) => Words.Say(
        new Rng(0), "claim.yes", ("one", _names[from]), ("name", Plan.Name(concept)), ("two", _names[to]));

    private string Meaning(int concept, Rng rng)
    {
        var relation = _relations[concept];
        return relation.Law == RelationLaw.Register
            ? Words.Say(rng, "why.recall")
            : Words.Say(rng, "why.law", ("law", StatementsOf(concept)[0].Text));
    }
}
