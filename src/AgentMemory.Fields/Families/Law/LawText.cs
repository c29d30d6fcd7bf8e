using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Law;

/// <summary>Words of the law: statutes, cases, chains of reasons.</summary>
internal sealed class LawText
{
    private readonly FieldPlan _plan;
    private readonly Code _code;
    private readonly Wordings _words;
    private readonly int _good;
    private readonly int _firstAct;
    private readonly int _firstOffice;

    public LawText(FieldPlan plan, Code code, Wordings words, int good, int firstAct, int firstOffice)
    {
        _plan = plan;
        _code = code;
        _words = words;
        _good = good;
        _firstAct = firstAct;
        _firstOffice = firstOffice;
    }

    /// <summary>What may stand before a statute's name in an answer.</summary>
    public IReadOnlyList<string> Fillers => [_words.Say(new Rng(0), "bound", ("name", ""))];

    /// <summary>"Is: dako, bafi; is not: lomo."</summary>
    public string Describe(Case person)
    {
        var yes = person.Traits.Where((_, i) => person.Holds[i]).Select(What).ToList();
        var no = person.Traits.Where((_, i) => !person.Holds[i]).Select(What).ToList();
        var rng = new Rng(0);
        return (yes.Count, no.Count) switch
        {
            (_, 0) => _words.Say(rng, "case.yes", ("yes", string.Join(", ", yes))),
            (0, _) => _words.Say(rng, "case.no", ("no", string.Join(", ", no))),
            _ => _words.Say(rng, "case", ("yes", string.Join(", ", yes)), ("no", string.Join(", ", no))),
        };
    }

    /// <summary>As above, with the units of the good held.</summary>
    public string Describe(Case person, int units) => Describe(person) + " " + _words.Say(
        new Rng(0), "holding", ("units", units.ToString(CultureInfo.InvariantCulture)), ("good", _plan.Word(_good)));

    /// <summary>"statutes dako, bafi".</summary>
    public string Names(IEnumerable<int> concepts) => string.Join(", ", concepts.Select(_plan.Name));

    /// <summary>"is a dako", or "is bound by dako" for a statute.</summary>
    public string Being(int concept) => _words.Say(
        new Rng(0), _code[concept].Effect is null ? "being" : "being.bound", ("name", _plan.Name(concept)));

    public string Claim(int concept, Case person, bool holds)
    {
        var section = (_code[concept].Effect is null, holds) switch
        {
            (true, true) => "claim.status.yes",
            (true, false) => "claim.status.no",
            (false, true) => "claim.bound.yes",
            _ => "claim.bound.no",
        };
        return _words.Say(new Rng(0), section, ("case", Describe(person)), ("name", _plan.Name(concept)));
    }

    /// <summary>What holds of the notions that a case leads to, lowest first.</summary>
    public string Chain(IReadOnlyList<int> concepts, Case person)
    {
        var derived = concepts.Where(c => _code[c].Parts.Count > 0 && !person.Traits.Contains(c)).ToList();
        var cone = person.Traits.Concat(derived).Order().ToList();
        var steps = derived.Select(
            c => $"{_plan.Name(c)} ({Short(_code[c])}) {(_code.Follows(c, cone, person) ? "yes" : "no")}");
        return _words.Say(new Rng(0), "why.chain", ("steps", string.Join(", ", steps)));
    }

    public IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var norm = _code[concept];
        var name = _plan.Name(concept);
        var number = (concept + 1).ToString(CultureInfo.InvariantCulture);
        var parts = norm.Parts.Select(What).ToList();
        var facts = norm.Parts.Select((_, i) => $"part:{concept}:{i}").ToList();
        if (norm.Connective == Connective.Given)
        {
            return [new Statement($"office:{concept}", _words.Say(
                rng, "trait", ("name", name), ("office", _plan.Word(_firstOffice + norm.Office))))];
        }

        if (norm.Effect is not { } effect)
        {
            var section = norm.Connective switch
            {
                Connective.Both => "both",
                Connective.Either => "either",
                Connective.ButNot => "butnot",
                _ => "two",
            };
            return [new Statement(facts, _words.Say(
                rng, section, ("name", name), ("one", parts[0]), ("two", parts[1]), ("three", parts[^1])))];
        }

        var does = effect.Act < 0
            ? _words.Say(rng, "effect.coins", ("coins", effect.Coins.ToString(CultureInfo.InvariantCulture)),
                ("good", _plan.Word(_good)))
            : _words.Say(rng, effect.Forbids ? "effect.forbids" : "effect.allows",
                ("act", _plan.Word(_firstAct + effect.Act)));
        facts.Add($"effect:{concept}");
        return [new Statement(facts, parts.Count == 1
            ? _words.Say(rng, "statute", ("number", number), ("name", name), ("one", parts[0]), ("does", does))
            : _words.Say(
                rng, "statute.except", ("number", number), ("name", name), ("one", parts[0]), ("two", parts[1]),
                    ("does", does)))];
    }

    /// <summary>A question for something the statement says.</summary>
    public (string Fact, string Question) AskStated(int concept, Rng rng)
    {
        var norm = _code[concept];
        var name = ("name", _plan.Name(concept));
        if (norm.Connective == Connective.Given)
        {
            return ($"office:{concept}", _words.Say(rng, "ask.office", name));
        }

        if (norm.Effect is { } effect && rng.Chance(0.4))
        {
            // With one act in all there would be nothing to remember but what is done to it.
            return effect.Act < 0 ? ($"effect:{concept}", _words.Say(rng, "ask.set", name))
                : _firstOffice - _firstAct > 1 ? ($"effect:{concept}", _words.Say(rng, "ask.act", name))
                : AskPart(concept, 0, rng);
        }

        return AskPart(concept, rng.Next(norm.Parts.Count), rng);
    }

    /// <summary>What a statement says of a fact, or null where the law has no such fact.</summary>
    public Reading? Read(StatedProbe probe, string text)
    {
        var norm = _code[probe.Concept];
        switch (probe.Fact.Split(':'))
        {
            case ["office", _] when norm.Connective == Connective.Given:
                var offices = _plan.Words(_firstOffice, 4);
                return new Reading(text, offices[norm.Office], offices);
            case ["effect", _] when norm.Effect is { Act: >= 0 } effect:
                var acts = _plan.Words(_firstAct, _firstOffice - _firstAct);
                return new Reading(text, acts[effect.Act], acts);
            case ["effect", _] when norm.Effect is { } effect:
                var coins = Enumerable.Range(2, 8).Select(c => c.ToString(CultureInfo.InvariantCulture)).ToList();
                return new Reading(text, coins[effect.Coins - 2], coins);
            case ["part", _, var index] when int.Parse(index, CultureInfo.InvariantCulture) is var part
                && part < norm.Parts.Count:
                // All other notions might stand there, but for those the question names.
                var others = norm.Parts.Where((_, i) => i != part).Append(probe.Concept);
                return new Reading(text, _plan.Name(norm.Parts[part]),
                    [.. Enumerable.Range(0, _plan.Total).Except(others).Select(_plan.Name)]);
            default:
                return null;
        }
    }

    private (string Fact, string Question) AskPart(int concept, int part, Rng rng)
    {
        var norm = _code[concept];
        var section = (norm.Effect is null, norm.Connective, part) switch
        {
            (false, _, 0) => "ask.condition",
            (false, _, _) => "ask.exception",
            (true, Connective.ButNot, 0) => "ask.part.first",
            (true, Connective.ButNot, _) => "ask.part.exception",
            (true, Connective.Both, _) => "ask.part.both",
            (true, Connective.Either, _) => "ask.part.either",
            _ => "ask.part.two",
        };
        return ($"part:{concept}:{part}", _words.Say(
            rng,
            section,
            ("name", _plan.Name(concept)),
            ("others", string.Join(" and ", norm.Parts.Where((_, i) => i != part).Select(What)))));
    }

    private string Short(Norm norm)
    {
        var parts = norm.Parts.Select(_plan.Name).ToList();
        var section = norm.Connective switch
        {
            Connective.Single => "short.single",
            Connective.Both => "short.both",
            Connective.Either => "short.either",
            Connective.ButNot => "short.butnot",
            _ => "short.two",
        };
        return _words.Say(new Rng(0), section, ("one", parts[0]), ("two", parts[parts.Count > 1 ? 1 : 0]),
            ("three", parts[^1]));
    }

    private string What(int concept) => _code[concept].Effect is null
        ? _plan.Name(concept)
        : _words.Say(new Rng(0), "bound", ("name", _plan.Name(concept)));
}
