using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Urns;

/// <summary>Urns: which one was it, and what comes next? Exact posteriors over a finite set of hypotheses.</summary>
internal sealed partial class UrnsDesign : FieldDesign
{
    private const int Colours = 3;
    private const int UrnsPerCase = 3;
    private const int FractionLettersMax = 13;
    private static readonly string[] Weights = ["1", "2", "3", "4", "5"];
    private readonly Urn[] _urns;
    private readonly BigInteger?[,] _contents;

    private UrnsDesign(FieldPlan plan)
        : base(plan, "urns")
    {
        _urns = new Urn[plan.Total];
        _contents = new BigInteger?[plan.Total, Colours];
        for (var i = 0; i < plan.Total; i++)
        {
            _urns[i] = Make(i);
        }
    }

    public override double ExampleFactor => 1.3;

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt) =>
        new UrnsDesign(new FieldPlan(settings, 1 + Colours, 0.3, redrawn, attempt));

    /// <summary>The process that chooses among some of the field's urns, by their places in the concept
    /// graph.</summary>
    public UrnProcess Process(IReadOnlyList<int> urns) =>
        new([.. urns.Select(u => Enumerable.Range(0, Colours).Select(c => Unfold(u, c)).ToList())],
            [.. urns.Select(u => _urns[u].Weight)]);

    public override string KindOf(int concept) => _urns[concept].Filling == Filling.Given ? "urn" : "mixed urn";

    public override IReadOnlyList<int> DefinedFrom(int concept) => _urns[concept].Parts;

    public override string LawOf(int concept)
    {
        var urn = _urns[concept];
        var (parts, balls) = (string.Join(' ', urn.Parts), string.Join(' ', urn.Balls));
        return $"{urn.Filling} {parts} {urn.Colour} {urn.Amount} {balls} {urn.Weight}";
    }

    public override Statement Introduction() => new([], Words.Say(
        Plan.For("introduction"),
        "introduction",
        ("field", Plan.Word(0)),
        ("colours", string.Join(", ", Plan.Words(1, Colours)))));

    public override string? Answer(Probe probe, Engine engine) => (probe, engine) switch
    {
        (StatedProbe p, _) => new Reading(
            StatementsOf(p.Concept)[^1].Text, Text(_urns[p.Concept].Weight), Weights).Answer(engine),
        (BallsProbe p, _) => Balls(p.Urn, p.Colour, engine).ToString(CultureInfo.InvariantCulture),
        (ChanceProbe p, Engine.First) => p.Draws.Aggregate(
            new Ratio(1, 1), (chance, draw) => chance * new Ratio(Unfold(p.Urn, draw), Total(p.Urn, Engine.First)))
                .ToString(),
        (ChanceProbe p, _) => new Ratio(
            p.Draws.Aggregate(BigInteger.One, (ways, draw) => ways * Gather(p.Urn, draw)),
            BigInteger.Pow(Total(p.Urn, Engine.Second), p.Draws.Count)).ToString(),
        (LikeliestProbe p, Engine.First) => Largest(
            p.Urns, Process(p.Urns).Posterior(p.Draws) is { } b ? [.. b.Select(Scaled(b))] : null),
        (LikeliestProbe p, _) => Largest(p.Urns, [.. Process(p.Urns).Ways(p.Draws)]),
        (NextProbe p, Engine.First) => Process(p.Urns) is var process && process.Posterior(p.Draws) is { } belief
            ? process.Next(belief, p.Colour).ToString()
            : null,
        (NextProbe p, _) => Process(p.Urns).NextByCounting(p.Draws, p.Colour)?.ToString(),
        _ => throw new UnreachableException(),
    };

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var urn = _urns[concept];
        var name = ("name", Plan.Name(concept));
        var statements = new List<Statement>();
        if (urn.Filling == Filling.Given)
        {
            statements.Add(new Statement(
                [.. Enumerable.Range(0, Colours).Select(c => $"balls:{concept}:{c}")],
                Words.Say(rng, "urn", name, ("balls", string.Join(", ", Enumerable.Range(0, Colours).Select(
                    c => $"{Text(urn.Balls[c])} {Colour(c)}"))))));
        }
        else
        {
            var section = urn.Filling.ToString().ToLowerInvariant();
            statements.Add(new Statement($"filling:{concept}", Words.Say(
                rng,
                section,
                name,
                ("first", Plan.Name(urn.Parts[0])),
                ("second", Plan.Name(urn.Parts[^1])),
                ("amount", Text(urn.Amount)),
                ("colour", Colour(urn.Colour)))));
            var colour = rng.Next(Colours);
            statements.Add(new Statement($"balls:{concept}:{colour}", Words.Say(
                rng, "remark", name, ("amount", Unfold(concept, colour).ToString(CultureInfo.InvariantCulture)),
                    ("colour", Colour(colour)))));
        }

        statements.Add(new Statement(
            $"weight:{concept}", Words.Say(rng, "weight", name, ("weight", Text(urn.Weight)))));
        return statements;
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        var statements = StatementsOf(concept);
        if (rng.Chance(0.5))
        {
            return Number(
                ItemLevel.Recall,
                new StatedProbe(concept, $"weight:{concept}"),
                $"weight:{concept}",
                [concept],
                Words.Say(rng, "ask.weight", ("name", Plan.Name(concept))),
                Words.Say(rng, "why.recall")) with
            {
                Grammar = Gbnf.OneOf(Weights),
                Floor = 1.0 / Weights.Length,
            };
        }

        var stated = statements.SelectMany(s => s.Facts).Where(f => f.StartsWith("balls:", StringComparison.Ordinal))
            .ToList();
        var fact = rng.Pick(stated);
        return AskBalls(ItemLevel.Recall, concept, fact[^1] - '0', rng) with { Why = Words.Say(rng, "why.recall") };
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        var draws = Draws(concept, rng.Next(1, 3), rng);
        return Fraction(
            ItemLevel.Apply,
            new ChanceProbe(concept, draws),
            $"chance:{concept}:{string.Join(',', draws)}",
            Cone(concept),
            Words.Say(
                rng,
                draws.Count == 1 ? "ask.chance" : "ask.chances",
                ("given", Given(concept, rng)),
                ("name", Plan.Name(concept)),
                ("draws", Sequence(draws))),
            Words.Say(rng, "why.chance", ("balls", Contents(concept)), ("name", Plan.Name(concept)))) with
        {
            Told = [.. DefinedFrom(concept).Where(p => !Plan.IsPrimitive(p)).Append(concept)
                .SelectMany(p => Enumerable.Range(0, Colours).Select(c => $"balls:{p}:{c}"))],
        };
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        if (rng.Chance(0.3) && Cone(concept).Count > 2)
        {
            return AskBalls(ItemLevel.Compose, concept, rng.Next(Colours), rng);
        }

        var urns = Case(concept, rng);
        var cone = ConeOf(urns);
        if (urns.Count < 2 || cone.Count < 3)
        {
            return null;
        }

        // Which urn it is to be is drawn first, or the one with most tickets would be the usual answer.
        const int AttemptsMax = 24;
        var wanted = rng.Pick(urns);
        var draws = Draws(wanted, rng.Next(2, 6), rng);
        for (var attempt = 0; attempt < AttemptsMax && SeemsLikeliest(urns, draws) != wanted; attempt++)
        {
            draws = Draws(wanted, rng.Next(2, 6), rng);
        }

        if (SeemsLikeliest(urns, draws) != wanted)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Compose,
            Concepts = cone,
            Fact = $"likeliest:{string.Join('+', urns)}:{string.Join(',', draws)}",
            Question = Words.Say(rng, "ask.likeliest", ("urns", Names(urns)), ("draws", Sequence(draws))),
            Probe = new LikeliestProbe(urns, draws),
            Grammar = Gbnf.OneOf(urns.Select(Plan.Name)),
            TokensMax = 8,
            Floor = 1.0 / urns.Count,
            Why = Words.Say(rng, "why.bayes", ("urns", string.Join("; ", urns.Select(Contents)))),
            Told = [.. urns.SelectMany(u => Enumerable.Range(0, Colours).Select(c => $"balls:{u}:{c}"))],
        };
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        var urns = Case(concept, rng);
        if (urns.Count < 2)
        {
            return null;
        }

        var draws = Draws(rng.Pick(urns), rng.Next(1, 4), rng);
        var colour = rng.Next(Colours);
        var probe = new NextProbe(urns, draws, colour);
        // Longer fractions would test patience.
        if (Answer(probe, Engine.Second) is not { Length: <= FractionLettersMax })
        {
            return null;
        }

        return Fraction(
            ItemLevel.Build,
            probe,
            $"next:{string.Join('+', urns)}:{string.Join(',', draws)}:{colour}",
            ConeOf(urns),
            Words.Say(
                rng, "ask.next", ("urns", Names(urns)), ("draws", Sequence(draws)), ("colour", Colour(colour))),
            Words.Say(rng, "why.bayes", ("urns", string.Join("; ", urns.Select(Contents))))) with
        {
            Told = [.. urns.SelectMany(u => Enumerable.Range(0, Colours).Select(c => $"balls:{u}:{c}"))],
        };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        var colour = rng.Next(Colours);
        if (rng.Chance(0.5))
        {
            return new Claimable(
                "balls", new BallsProbe(concept, colour), Cone(concept), $"balls:{concept}:{colour}", value =>
                Words.Say(
                new Rng(0), "claim.balls", ("name", Plan.Name(concept)), ("amount", value),
                    ("colour", Colour(colour))));
        }

        return new Claimable(
            "chance", new ChanceProbe(concept, [colour]), Cone(concept), $"chance:{concept}:{colour}", value =>
            Words.Say(
            new Rng(0), "claim.chance", ("name", Plan.Name(concept)), ("chance", value), ("colour", Colour(colour))));
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Ratios of one posterior as whole numbers over its common denominator, so that they can be compared.
    private static Func<Ratio, BigInteger> Scaled(IReadOnlyList<Ratio> belief)
    {
        var common = belief.Aggregate(BigInteger.One, (product, b) => product * b.Denominator);
        return ratio => ratio.Numerator * (common / ratio.Denominator);
    }

    private static Draft Number(
        ItemLevel level, Probe probe, string fact, IReadOnlyList<int> concepts, string question, string why) => new()
        {
            Level = level,
            Concepts = concepts,
            Fact = fact,
            Question = question,
            Probe = probe,
            Shape = AnswerShape.Number,
            Grammar = Gbnf.Whole,
            TokensMax = 12,
            Why = why,
        };

    private static Draft Fraction(
        ItemLevel level, Probe probe, string fact, IReadOnlyList<int> concepts, string question, string why) =>
        Number(level, probe, fact, concepts, question, why) with { Grammar = Gbnf.Fraction, TokensMax = 24 };

    private string Colour(int colour) => Plan.Word(1 + colour);

    private string Sequence(IEnumerable<int> draws) => string.Join(", ", draws.Select(Colour));

    private string Names(IEnumerable<int> urns) => string.Join(", ", urns.Select(Plan.Name));

    private string Contents(int urn) => $"{Plan.Name(urn)} {string.Join(", ", Enumerable.Range(0, Colours).Select(
        c => $"{Unfold(urn, c)} {Colour(c)}"))}";

    private string Given(int concept, Rng rng)
    {
        var given = DefinedFrom(concept).Where(p => !Plan.IsPrimitive(p)).Select(Contents).ToList();
        return given.Count == 0 ? "" : Words.Say(rng, "given", ("given", string.Join("; ", given))) + " ";
    }

    private List<int> Case(int concept, Rng rng)
    {
        var urns = new SortedSet<int> { concept };
        for (var attempt = 0; attempt < 12 && urns.Count < UrnsPerCase; attempt++)
        {
            urns.Add(NotAfter(concept, rng));
        }

        return [.. urns];
    }

    // In floating point, to look for a question; the engines reckon exactly and give the answer.
    private int SeemsLikeliest(List<int> urns, List<int> draws) => urns.MaxBy(u => draws.Aggregate(
        (double)_urns[u].Weight, (chance, colour) => chance * Share(u, colour)));

    private double Share(int urn, int colour) =>
        (double)Unfold(urn, colour) / ((double)Unfold(urn, 0) + (double)Unfold(urn, 1) + (double)Unfold(urn, 2));

    private List<int> Draws(int urn, int count, Rng rng) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var possible = Enumerable.Range(0, Colours).Where(c => Unfold(urn, c) > 0).ToList();
        return rng.Pick(possible);
    })];

    private Draft AskBalls(ItemLevel level, int concept, int colour, Rng rng) => Number(
        level,
        new BallsProbe(concept, colour),
        $"balls:{concept}:{colour}",
        level == ItemLevel.Recall ? [concept] : Cone(concept),
        Words.Say(rng, "ask.balls", ("name", Plan.Name(concept)), ("colour", Colour(colour))),
        Words.Say(rng, "why.balls", ("law", StatementsOf(concept)[0].Text)));

    private BigInteger Balls(int urn, int colour, Engine engine) =>
        engine == Engine.First ? Unfold(urn, colour) : Gather(urn, colour);

    private BigInteger Total(int urn, Engine engine) =>
        Enumerable.Range(0, Colours).Aggregate(BigInteger.Zero, (sum, c) => sum + Balls(urn, c, engine));

    // A tie has no answer.
    private string? Largest(IReadOnlyList<int> urns, IReadOnlyList<BigInteger>? ways)
    {
        if (ways is null || ways.Max().IsZero || ways.Count(w => w == ways.Max()) > 1)
        {
            return null;
        }

        return Plan.Name(urns[ways.ToList().IndexOf(ways.Max())]);
    }

    private Urn Make(int concept)
    {
        var rng = Plan.LawOf(concept);
        var weight = rng.Next(1, Weights.Length + 1);
        if (Plan.IsPrimitive(concept))
        {
            return new Urn(Filling.Given, [], 0, 0, [rng.Next(1, 7), rng.Next(1, 7), rng.Next(1, 7)], weight);
        }

        var shape = Plan.ShapeOf(concept);
        var near = Plan.JustBelow(concept, shape, _ => true)!.Value;
        var far = Plan.Below(concept, shape, c => c != near)!.Value;
        return shape.Next(3) switch
        {
            0 => new Urn(Filling.Added, [near], rng.Next(Colours), rng.Next(1, 8), [], weight),
            1 => new Urn(Filling.Doubled, [near], rng.Next(Colours), 0, [], weight),
            _ => new Urn(Filling.Poured, [near, far], 0, 0, [], weight),
        };
    }
}
