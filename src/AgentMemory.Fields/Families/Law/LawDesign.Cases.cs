using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Law;

/// <summary>Questions about cases.</summary>
internal sealed partial class LawDesign
{
    private Draft IsOne(ItemLevel level, int concept, Case person, IReadOnlyList<int> concepts, Rng rng) => new()
    {
        Level = level,
        Concepts = concepts,
        Fact = $"holds:{concept}:{person.Signature}",
        Question = Words.Say(
            rng,
            _code[concept].Effect is null ? "ask.status" : "ask.binds",
            ("case", _text.Describe(person)),
            ("name", Plan.Name(concept))),
        Probe = new HoldsProbe(concept, person),
        Grammar = Gbnf.OneOf(YesNo),
        TokensMax = 4,
        Floor = 0.5,
        Why = _text.Chain(concepts, person),
    };

    private Draft? Which(int concept, Rng rng)
    {
        var concepts = new SortedSet<int> { concept };
        for (var attempt = 0; attempt < 12 && concepts.Count < StatutesPerCaseMax; attempt++)
        {
            var other = NotAfter(concept, rng);
            if (_code[other].Parts.Count > 0)
            {
                concepts.Add(other);
            }
        }

        // Any subset of the notions is as good an answer as another; the one wanted is drawn first.
        var cone = ConeOf(concepts);
        var wanted = concepts.ToDictionary(c => c, _ => rng.Chance(0.5));
        var person = Person(cone, rng);
        for (var attempt = 0; attempt < 24 && concepts.Any(
            c => Holds(c, person, Engine.First) != wanted[c]); attempt++)
        {
            person = Person(cone, rng);
        }

        return new Draft
        {
            Level = ItemLevel.Compose,
            Concepts = cone,
            Fact = $"which:{string.Join('+', concepts)}:{person.Signature}",
            Question = Words.Say(
                rng,
                "ask.which",
                ("case", _text.Describe(person)),
                ("names", string.Join(", ", concepts.Select(_text.Being)))),
            Probe = new WhichProbe([.. concepts], person),
            Shape = AnswerShape.Set,
            Fillers = _text.Fillers,
            Grammar = Gbnf.SetOf(concepts.Select(Plan.Name), concepts.Count),
            TokensMax = 24,
            Floor = 1.0 / (1 << concepts.Count),
            Why = _text.Chain(cone, person),
        };
    }

    private Draft Coins(ItemLevel level, IReadOnlyList<int> statutes, Case person, IReadOnlyList<int> concepts, Rng rng)
    {
        var probe = new CoinsProbe(statutes, person, rng.Next(1, UnitsMax + 1));
        return new Draft
        {
            Level = level,
            Concepts = concepts,
            Fact = Fact(probe),
            Question = Words.Say(
                rng,
                statutes.Count == 1 ? "ask.coins.one" : "ask.coins",
                ("case", _text.Describe(person, probe.Units)),
                ("statutes", _text.Names(statutes))),
            Probe = probe,
            Shape = AnswerShape.Number,
            Grammar = Gbnf.Whole,
            TokensMax = 4,
            Why = _text.Chain(concepts, person),
        };
    }

    private Draft? UnitsHeld(int concept, Rng rng)
    {
        var statutes = Together(concept, rng);
        var cone = ConeOf(statutes);
        var person = Owing(statutes, cone, rng);
        var units = rng.Next(2, UnitsMax + 1);
        var coins = units * Rates(statutes, person, Engine.First).Sum();
        if (coins == 0)
        {
            return null;
        }

        return new Draft
        {
            Level = ItemLevel.Build,
            Concepts = cone,
            Fact = $"held:{string.Join('+', statutes)}:{person.Signature}:{coins}",
            Question = Words.Say(
                rng,
                "ask.held",
                ("case", _text.Describe(person)),
                ("statutes", _text.Names(statutes)),
                ("coins", Text(coins)),
                ("good", Plan.Word(1))),
            Probe = new UnitsHeldProbe(statutes, person, coins),
            Shape = AnswerShape.Number,
            Grammar = Gbnf.Whole,
            TokensMax = 4,
            Why = _text.Chain(cone, person),
            Unstated = [Fact(new CoinsProbe(statutes, person, units))],
        };
    }

    // The statute with up to two earlier ones on the same matter.
    private List<int> Together(int concept, Rng rng)
    {
        var effect = _code[concept].Effect!;
        var statutes = new SortedSet<int> { concept };
        for (var attempt = 0; attempt < 12 && statutes.Count < StatutesPerCaseMax; attempt++)
        {
            var other = NotAfter(concept, rng);
            if (_code[other].Effect is { } more && more.Act == effect.Act)
            {
                statutes.Add(other);
            }
        }

        return [.. statutes];
    }

    private Draft Ruling(IReadOnlyList<int> statutes, int act, Case person, IReadOnlyList<int> concepts, Rng rng) =>
        new()
        {
            Level = ItemLevel.Compose,
            Concepts = concepts,
            Fact = $"ruling:{string.Join('+', statutes)}:{person.Signature}",
            Question = Words.Say(
                rng,
                "ask.ruling",
                ("case", _text.Describe(person)),
                ("statutes", _text.Names(statutes)),
                ("act", Plan.Word(2 + act))),
            Probe = new RulingProbe(statutes, person),
            Grammar = Gbnf.OneOf(statutes.Select(Plan.Name).Append("none")),
            TokensMax = 8,
            Floor = 1.0 / (statutes.Count + 1),
            Why = _text.Chain(concepts, person),
        };
}
