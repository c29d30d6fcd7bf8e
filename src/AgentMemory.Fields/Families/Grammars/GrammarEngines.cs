using System.Diagnostics;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Grammars;

/// <summary>
/// The first engine writes by rule and reads by taking apart; the second does neither: it goes through all clauses, or
/// all word forms in all orders, and keeps the one that the other direction turns back.
/// </summary>
internal sealed class GrammarEngines
{
    private readonly FieldPlan _plan;
    private readonly Lexicon _lexicon;
    private readonly Language _language;

    public GrammarEngines(FieldPlan plan, Lexicon lexicon, Language language)
    {
        _plan = plan;
        _lexicon = lexicon;
        _language = language;
    }

    public string? Answer(Probe probe, Engine engine) => (probe, engine) switch
    {
        (IntoEnglishProbe p, Engine.First) =>
            _language.Read(p.Sentence) is { } clause ? _lexicon.English(clause) : null,
        (IntoEnglishProbe p, _) => ReadBySearch(p.Sentence) is { } clause ? _lexicon.English(clause) : null,
        (FromEnglishProbe p, Engine.First) => _language.Write(p.Clause),
        (FromEnglishProbe p, _) => WriteBySearch(p.Clause),
        (NounFormProbe p, Engine.First) => _language.Noun(p.Noun, p.Plural, p.IsObject),
        (NounFormProbe p, _) => Only(
            NounForms(p.Noun), form => _language.ReadNoun(form) == (p.Noun, p.Plural, p.IsObject)),
        (VerbFormProbe p, Engine.First) => _language.Verb(p.Verb, p.Tense, _lexicon[p.Subject].Class),
        (VerbFormProbe p, _) => Only(
            VerbForms(p.Verb), form => _language.ReadVerb(form) == (p.Verb, p.Tense, _lexicon[p.Subject].Class)),
        (MeaningProbe p, Engine.First) => _lexicon.Gloss(p.Word),
        (MeaningProbe p, _) => GlossByRewriting(p.Word),
        (WordProbe p, Engine.First) => _plan.Name(p.Word),
        (WordProbe p, _) => Only(
            Enumerable.Range(0, p.Word + 1).Where(w => GlossByRewriting(w) == _lexicon.Gloss(p.Word))
                .Select(_plan.Name), _ => true),
        (ClassProbe p, Engine.First) => _language.Prefix(_lexicon[p.Noun].Class),
        (ClassProbe p, _) => Only([0, 1], c => Agrees(p.Noun, c)) is { } found ? _language.Prefix(found) : null,
        (EndingProbe p, Engine.First) => _language.Ending(p.Ending),
        (EndingProbe p, _) => EndingBySubtraction(p.Ending),
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Whether an English sentence says the same. Articles, hyphens and "then" do not matter, "shall" is "will", and "the
    /// shovel of the wagon" is the wagon-shovel.
    /// </summary>
    public bool Accepts(IntoEnglishProbe probe, string reply, Engine engine) =>
        Answer(probe, engine) is { } right && Bare(reply) == Bare(right);

    private static string Bare(string english)
    {
        var words = english.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word is not ("the" or "a" or "an" or "then"))
            .Select(word => word == "shall" ? "will" : word).ToList();
        for (var of = words.IndexOf("of"); of > 0 && of < words.Count - 1; of = words.IndexOf("of"))
        {
            words[of - 1] = $"{words[of + 1]}-{words[of - 1]}";
            words.RemoveRange(of, 2);
        }

        return string.Join(' ', words).Replace('-', ' ');
    }

    private static string? Only(IEnumerable<string> candidates, Func<string, bool> fits)
    {
        var found = candidates.Where(fits).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static int? Only(IEnumerable<int> candidates, Func<int, bool> fits)
    {
        var found = candidates.Where(fits).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    // Definitions as rewriting rules on a list of symbols, from the left, until only English is left.
    private string GlossByRewriting(int word)
    {
        var symbols = new LinkedList<(int? Word, string? Text, bool IsDoer)>();
        symbols.AddLast((word, null, false));
        for (var node = symbols.First; node is not null;)
        {
            if (node.Value.Word is not { } w)
            {
                node = node.Next;
                continue;
            }

            var doer = node.Value.IsDoer;
            var lexeme = _lexicon[w];
            (int? Word, string? Text, bool IsDoer)[] replacement = lexeme.Making switch
            {
                WordMaking.Root => [(null, lexeme.English + (doer ? "er" : ""), false)],
                WordMaking.Compound =>
                    [(lexeme.Parts[0], null, false), (null, "-", false), (lexeme.Parts[1], null, false)],
                WordMaking.Agent => [(lexeme.Parts[1], null, false), (null, "-", false), (lexeme.Parts[0], null, true)],
                _ => [(lexeme.Parts[0], null, doer), (null, doer ? "-and-" : " and ", false),
                    (lexeme.Parts[1], null, doer)],
            };
            foreach (var symbol in replacement)
            {
                symbols.AddBefore(node, symbol);
            }

            var next = node;
            for (var i = 0; i < replacement.Length; i++)
            {
                next = next!.Previous;
            }

            symbols.Remove(node);
            node = next;
        }

        return string.Concat(symbols.Select(s => s.Text));
    }

    private bool Agrees(int noun, int nounClass)
    {
        var verb = Enumerable.Range(0, _plan.Total).First(w => !_lexicon[w].IsNoun);
        string[] words = [_language.Noun(noun, false, false), _language.Verb(verb, 0, nounClass),
            _language.Noun(noun, false, true)];
        return _language.Read(string.Join(' ', _language.Order.Select(i => words[i]))) is not null;
    }

    // What a written clause gains when the one thing is added that the ending stands for.
    private string EndingBySubtraction(int ending)
    {
        var plain = new Clause(0, false, Enumerable.Range(0, _plan.Total).First(w => !_lexicon[w].IsNoun), 0, 0, false);
        var marked = ending switch
        {
            0 => plain with { SubjectPlural = true },
            2 => plain with { Tense = 1 },
            3 => plain with { Tense = 2 },
            _ => plain,
        };
        var before = _language.Write(plain).Split(' ', '-').ToList();
        if (ending == 1)
        {
            return before.Except(
                [_plan.Name(plain.Subject), _plan.Name(plain.Verb), _language.Prefix(0), _language.Prefix(1)])
                .Single();
        }

        return _language.Write(marked).Split(' ', '-').Except(before).Single();
    }

    private Clause? ReadBySearch(string sentence)
    {
        var known = sentence.Split(' ', '-').Select(_lexicon.Find).OfType<int>().Distinct().ToList();
        var nouns = known.Where(w => _lexicon[w].IsNoun).ToList();
        var verbs = known.Where(w => !_lexicon[w].IsNoun).ToList();
        Clause? found = null;
        foreach (var clause in from s in nouns
                               from o in nouns
                               from v in verbs
                               from tense in (int[])[0, 1, 2]
                               from sp in (bool[])[false, true]
                               from op in (bool[])[false, true]
                               select new Clause(s, sp, v, tense, o, op))
        {
            if (_language.Write(clause) == sentence)
            {
                found = found is null ? clause : throw new UnreachableException($"{sentence} has two readings");
            }
        }

        return found;
    }

    private string? WriteBySearch(Clause clause)
    {
        var subjects = NounForms(clause.Subject);
        var objects = NounForms(clause.Object);
        var verbs = VerbForms(clause.Verb);
        var candidates = new List<string>();
        foreach (var s in subjects)
        {
            foreach (var v in verbs)
            {
                candidates.AddRange(objects.SelectMany(o => (string[])
                    [$"{s} {v} {o}", $"{s} {o} {v}", $"{v} {s} {o}", $"{v} {o} {s}", $"{o} {s} {v}", $"{o} {v} {s}"]));
            }
        }

        return Only(candidates.Distinct(), sentence => _language.Read(sentence) == clause);
    }

    private List<string> NounForms(int noun)
    {
        var name = _plan.Name(noun);
        var (plural, what) = (_language.Ending(0), _language.Ending(1));
        return [name, $"{name}-{plural}", $"{name}-{what}", $"{name}-{plural}-{what}"];
    }

    private List<string> VerbForms(int verb) => [.. from prefix in (int[])[0, 1]
                                                    from ending in (string[])[
                                                        "", $"-{_language.Ending(2)}", $"-{_language.Ending(3)}"]
                                                    select $"{_language.Prefix(prefix)}-{_plan.Name(verb)}{ending}"];
}
