using AgentMemory.Core;
using AgentMemory.Fields.Design;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Families.Grammars;

/// <summary>Grammar: an invented language with a lexicon, endings, agreement and a word order.</summary>
internal sealed class GrammarDesign : FieldDesign
{
    private const string WordGrammar = "reply ::= [a-z]+";
    private const string FormGrammar = "reply ::= [a-z]+ (\"-\" [a-z]+){0,3}";
    private const string SentenceGrammar =
        "reply ::= word \" \" word \" \" word\nword ::= [a-z]+ (\"-\" [a-z]+){0,3}";

    private const string EnglishGrammar = "reply ::= [a-z] [a-z -]{0,239}";
    private readonly Lexicon _lexicon;
    private readonly Language _language;
    private readonly GrammarEngines _engines;
    private readonly Dictionary<string, int> _glosses = new(StringComparer.Ordinal);

    private GrammarDesign(FieldPlan plan)
        : base(plan, "grammar")
    {
        _lexicon = new Lexicon(plan, Words.Lines("nouns"), Words.Lines("verbs"));
        _language = new Language(plan, _lexicon);
        _engines = new GrammarEngines(plan, _lexicon, _language);
        for (var i = 0; i < plan.Total; i++)
        {
            var gloss = _lexicon.Gloss(i);
            _glosses[gloss] = _glosses.GetValueOrDefault(gloss) + 1;
        }
    }

    public static FieldDesign Make(FieldSettings settings, int redrawn, int attempt) =>
        new GrammarDesign(new FieldPlan(settings, 1, 0.55, redrawn, attempt));

    /// <inheritdoc/>
    public override double ExampleFactor => 0.8;

    public override string KindOf(int concept) => _lexicon[concept].IsNoun ? "noun" : "verb";

    public override IReadOnlyList<int> DefinedFrom(int concept) => _lexicon[concept].Parts;

    public override string LawOf(int concept)
    {
        var word = _lexicon[concept];
        return $"{word.Making} {string.Join(' ', word.Parts)} {word.Class} {word.English}";
    }

    public override Statement Introduction()
    {
        string[] roles = ["subject", "verb", "object"];
        return new Statement(["ending:0", "ending:1", "ending:2", "ending:3"], Words.Say(
            Plan.For("introduction"),
            "introduction",
            ("field", Plan.Word(0)),
            ("order", string.Join(", then the ", _language.Order.Select(i => roles[i]))),
            ("plural", _language.Ending(0)),
            ("object", _language.Ending(1)),
            ("past", _language.Ending(2)),
            ("future", _language.Ending(3)),
            ("one", _language.Prefix(0)),
            ("two", _language.Prefix(1))));
    }

    public override string? Answer(Probe probe, Engine engine) => _engines.Answer(probe, engine);

    public override bool Accepts(Probe probe, string reply, Engine engine) =>
        _engines.Accepts((IntoEnglishProbe)probe, reply, engine);

    protected override IReadOnlyList<Statement> State(int concept, Rng rng)
    {
        var word = _lexicon[concept];
        var name = Plan.Name(concept);
        var statements = new List<Statement> { Meaning(concept, word, rng) };
        if (word.IsNoun)
        {
            statements.Add(new Statement($"class:{concept}", Words.Say(
                rng, "class", ("name", name), ("class", _language.Prefix(word.Class)))));
        }

        var tense = rng.Next(3);
        statements.Add(word.IsNoun
            ? new Statement(FormFact(concept, true, true), Words.Say(
                rng, "remark.noun", ("name", name), ("form", _language.Noun(concept, true, true))))
            : new Statement($"form:{concept}:{tense}:0", Words.Say(
                rng,
                "remark.verb",
                ("name", name),
                ("tense", Tense(tense)),
                ("class", _language.Prefix(0)),
                ("form", _language.Verb(concept, tense, 0)))));
        return statements;
    }

    protected override Draft? Recall(int concept, Rng rng)
    {
        var word = _lexicon[concept];
        var name = ("name", Plan.Name(concept));
        switch (rng.Next(4))
        {
            case 0 when word.Making == WordMaking.Root:
                var meaning = Words.Say(rng, "ask.meaning", name);
                return Stated(new MeaningProbe(concept), $"meaning:{concept}", concept, meaning, WordGrammar, 0, rng);
            case 1 when word.Making == WordMaking.Root:
                var which = Words.Say(rng, word.IsNoun ? "ask.word.noun" : "ask.word.verb", ("english", word.English!));
                return Stated(new WordProbe(concept), $"word:{concept}", concept, which, FormGrammar, 0, rng);
            case 2:
                var ending = rng.Next(2) + (word.IsNoun ? 0 : 2);
                string[] asked = ["ask.ending.plural", "ask.ending.object", "ask.ending.past", "ask.ending.future"];
                var endings = Gbnf.OneOf(Enumerable.Range(0, 4).Select(_language.Ending));
                var added = Words.Say(rng, asked[ending], name);
                return Stated(new EndingProbe(ending), $"ending:{ending}", concept, added, endings, 0.25, rng);
            default:
                var classes = Gbnf.OneOf([_language.Prefix(0), _language.Prefix(1)]);
                var ofClass = Words.Say(rng, "ask.class", name);
                return word.IsNoun
                    ? Stated(new ClassProbe(concept), $"class:{concept}", concept, ofClass, classes, 0.5, rng)
                    : null;
        }
    }

    protected override Draft? Apply(int concept, Rng rng)
    {
        var name = Plan.Name(concept);
        if (_lexicon[concept].IsNoun)
        {
            var form = rng.Next(1, 4);
            var (plural, isObject) = ((form & 1) != 0, (form & 2) != 0);
            return Written(
                ItemLevel.Apply,
                new NounFormProbe(concept, plural, isObject),
                FormFact(concept, plural, isObject),
                [concept],
                Words.Say(rng, $"ask.noun.{form}", ("name", name)),
                FormGrammar,
                0,
                Words.Say(rng, "why.noun", ("plural", _language.Ending(0)), ("object", _language.Ending(1))));
        }

        var subject = AnyNoun(concept, rng);
        var tense = rng.Next(3);
        var nounClass = _lexicon[subject].Class;
        return Written(
            ItemLevel.Apply,
            new VerbFormProbe(concept, tense, subject),
            $"form:{concept}:{tense}:{nounClass}",
            [.. new[] { concept, subject }.Order()],
            Words.Say(rng, "ask.verb", ("name", name), ("tense", Tense(tense)), ("subject", Plan.Name(subject))),
            FormGrammar,
            0,
            Words.Say(rng, "why.verb", ("subject", Plan.Name(subject)), ("class", _language.Prefix(nounClass))));
    }

    protected override Draft? Compose(int concept, Rng rng)
    {
        var clause = Clause(concept, rng);
        var cone = ConeOf([clause.Subject, clause.Verb, clause.Object]);
        if (cone.Count < 3)
        {
            return null;
        }

        var sentence = _language.Write(clause);
        return new Draft
        {
            Level = ItemLevel.Compose,
            Concepts = cone,
            Fact = clause.Signature,
            Question = Words.Say(rng, "ask.english", ("sentence", sentence)),
            Probe = new IntoEnglishProbe(sentence),
            Shape = AnswerShape.Checked,
            Grammar = EnglishGrammar,
            TokensMax = 80,
            Why = Words.Say(rng, "why.sentence", ("words", Glossary(clause))),
        };
    }

    protected override Draft? Build(int concept, Rng rng)
    {
        var clause = Clause(concept, rng);
        int[] words = [clause.Subject, clause.Verb, clause.Object];
        // At least one word has to be found by its unfolded English, which the book never gives.
        if (words.All(w => _lexicon[w].Making == WordMaking.Root) || words.Any(w => _glosses[_lexicon.Gloss(w)] > 1))
        {
            return null;
        }

        return Written(
            ItemLevel.Build,
            new FromEnglishProbe(clause),
            clause.Signature,
            ConeOf(words),
            Words.Say(rng, "ask.sentence", ("english", _lexicon.English(clause)), ("field", Plan.Word(0))),
            SentenceGrammar,
            0,
            Words.Say(rng, "why.sentence", ("words", Glossary(clause)))) with
        { TokensMax = 48 };
    }

    protected override Claimable? Claim(int concept, Rng rng)
    {
        var clause = Clause(concept, rng);
        var sentence = _language.Write(clause);
        return new Claimable(
            "sentence",
            new IntoEnglishProbe(sentence),
            ConeOf([clause.Subject, clause.Verb, clause.Object]),
            clause.Signature,
            english => Words.Say(new Rng(0), "claim.sentence", ("sentence", sentence), ("english", english)))
        {
            Wrong = r => _lexicon.English(Twist(clause, r)),
        };
    }

    private Draft Stated(
        Probe probe, string fact, int concept, string question, string grammar, double floor, Rng rng) =>
        Written(ItemLevel.Recall, probe, fact, [concept], question, grammar, floor, Words.Say(rng, "why.recall"));

    private static string FormFact(int noun, bool plural, bool isObject) => $"form:{noun}:{plural}:{isObject}";

    private static Draft Written(
        ItemLevel level,
        Probe probe,
        string fact,
        IReadOnlyList<int> concepts,
        string question,
        string grammar,
        double floor,
        string why) => new()
        {
            Level = level,
            Concepts = concepts,
            Fact = fact,
            Question = question,
            Probe = probe,
            Grammar = grammar,
            TokensMax = 16,
            Floor = floor,
            Why = why,
        };

    private static string Tense(int tense) => tense switch { 0 => "present", 1 => "past", _ => "future" };

    // Every twist is as likely in one direction as in the other, so that a false sentence looks like a true one.
    private static Clause Twist(Clause clause, Rng rng) => rng.Next(4) switch
    {
        0 => clause with { SubjectPlural = !clause.SubjectPlural },
        1 => clause with { ObjectPlural = !clause.ObjectPlural },
        2 when clause.Subject != clause.Object => clause with { Subject = clause.Object, Object = clause.Subject },
        _ => clause with { Tense = (clause.Tense + rng.Next(1, 3)) % 3 },
    };

    private Statement Meaning(int concept, Lexeme word, Rng rng)
    {
        var name = Plan.Name(concept);
        if (word.Making == WordMaking.Root)
        {
            return new Statement([$"meaning:{concept}", $"word:{concept}"], Words.Say(
                rng, word.IsNoun ? "root.noun" : "root.verb", ("name", name), ("english", word.English!)));
        }

        var section = word.Making switch
        {
            WordMaking.Compound => "compound",
            WordMaking.Agent => "agent",
            _ => "chain",
        };
        return new Statement($"definition:{concept}", Words.Say(
            rng, section, ("name", name), ("first", Plan.Name(word.Parts[0])), ("second", Plan.Name(word.Parts[1]))));
    }

    private Clause Clause(int concept, Rng rng)
    {
        var isNoun = _lexicon[concept].IsNoun;
        var verb = isNoun ? AnyVerb(concept, rng) : concept;
        var one = isNoun ? concept : AnyNoun(concept, rng);
        var other = AnyNoun(concept, rng);
        var isSubject = rng.Chance(0.5);
        return new Clause(
            isSubject ? one : other, rng.Chance(0.5), verb, rng.Next(3), isSubject ? other : one, rng.Chance(0.5));
    }

    private int AnyNoun(int concept, Rng rng) => Any(concept, isNoun: true, rng);

    private int AnyVerb(int concept, Rng rng) => Any(concept, isNoun: false, rng);

    private int Any(int concept, bool isNoun, Rng rng)
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var word = NotAfter(concept, rng);
            if (_lexicon[word].IsNoun == isNoun)
            {
                return word;
            }
        }

        // The first two words are a noun and a verb.
        return isNoun ? 0 : 1;
    }

    private string Glossary(Clause clause) => string.Join(
        "; ",
        new[] { clause.Subject, clause.Verb, clause.Object }.Distinct()
            .Select(w => $"{Plan.Name(w)} is {_lexicon.Gloss(w)}"));
}
