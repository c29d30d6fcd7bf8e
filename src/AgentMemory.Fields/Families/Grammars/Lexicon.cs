using AgentMemory.Core;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Grammars;

/// <summary>The words of the language and what they mean in English.</summary>
internal sealed class Lexicon
{
    // Only short words become parts of deeper ones, so that an English gloss grows by one or two words a layer.
    private const int PartLayerMax = 1;
    private readonly FieldPlan _plan;
    private readonly Lexeme[] _words;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _glosses = new(StringComparer.Ordinal);

    public Lexicon(FieldPlan plan, IReadOnlyList<string> nouns, IReadOnlyList<string> verbs)
    {
        _plan = plan;
        _words = new Lexeme[plan.Total];
        var roots = Shuffled(nouns, plan.For("nouns"));
        var actions = Shuffled(verbs, plan.For("verbs"));
        var (nounsUsed, verbsUsed) = (0, 0);
        for (var i = 0; i < plan.Total; i++)
        {
            _byName[plan.Name(i)] = i;
            if (plan.IsPrimitive(i))
            {
                // The first two words are a noun and a verb, so that a sentence can be made from the start.
                var isNoun = i % 5 is not (1 or 3);
                var english = isNoun ? roots[nounsUsed++ % roots.Length] : actions[verbsUsed++ % actions.Length];
                _words[i] = new Lexeme(isNoun, isNoun ? plan.LawOf(i).Next(2) : 0, WordMaking.Root, [], english);
            }
            else
            {
                _words[i] = MakeNew(i);
            }

            _glosses.Add(Gloss(i));
        }
    }

    public Lexeme this[int word] => _words[word];

    /// <summary>The word of this name, or null.</summary>
    public int? Find(string name) => _byName.TryGetValue(name, out var word) ? word : null;

    /// <summary>English of a noun down to its roots, hyphenated: "stone-lifter-house".</summary>
    public string NounGloss(int noun)
    {
        var word = _words[noun];
        return word.Making switch
        {
            WordMaking.Root => word.English!,
            WordMaking.Compound => $"{NounGloss(word.Parts[0])}-{NounGloss(word.Parts[1])}",
            _ => $"{NounGloss(word.Parts[1])}-{string.Join("-and-", Actions(word.Parts[0]).Select(a => a + "er"))}",
        };
    }

    /// <summary>English of a verb down to its roots: one action after another.</summary>
    public IReadOnlyList<string> Actions(int verb)
    {
        var word = _words[verb];
        return word.Making == WordMaking.Root
            ? [word.English!]
            : [.. Actions(word.Parts[0]), .. Actions(word.Parts[1])];
    }

    /// <summary>English of a word down to its roots.</summary>
    public string Gloss(int word) => _words[word].IsNoun ? NounGloss(word) : string.Join(" and ", Actions(word));

    /// <summary>English of a clause, as "the farmers will lift the stone".</summary>
    public string English(Clause clause)
    {
        var actions = Actions(clause.Verb).Select(a => clause.Tense switch
        {
            1 => a + "ed",
            2 => a,
            _ => clause.SubjectPlural ? a : a + "s",
        });
        var verb = (clause.Tense == 2 ? "will " : "") + string.Join(" and ", actions);
        return $"{Phrase(clause.Subject, clause.SubjectPlural)} {verb} {Phrase(clause.Object, clause.ObjectPlural)}";
    }

    private static string[] Shuffled(IReadOnlyList<string> words, Rng rng)
    {
        var shuffled = words.ToArray();
        rng.Shuffle<string>(shuffled);
        return shuffled;
    }

    private string Phrase(int noun, bool plural) => $"the {NounGloss(noun)}{(plural ? "s" : "")}";

    // A word that says in English what another one says is made again; in a tiny language some may stay alike.
    private Lexeme MakeNew(int concept)
    {
        const int AttemptsMax = 20;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            _words[concept] = Make(concept, _plan.ShapeOf(concept).Fork("attempt", attempt));
            if (!_glosses.Contains(Gloss(concept)))
            {
                break;
            }
        }

        return _words[concept];
    }

    private Lexeme Make(int concept, Rng shape)
    {
        var near = _plan.JustBelow(concept, shape, _ => true)!.Value;
        var noun = _plan.Below(concept, shape, c => c != near && IsPart(c) && _words[c].IsNoun);
        var verb = _plan.Below(concept, shape, c => c != near && IsPart(c) && !_words[c].IsNoun);
        var rng = _plan.LawOf(concept);
        var nounClass = rng.Next(2);
        if (_words[near].IsNoun)
        {
            return noun is { } other && (verb is null || shape.Chance(0.5))
                ? new Lexeme(true, nounClass, WordMaking.Compound, rng.Chance(0.5) ? [near, other] : [other, near],
                    null)
                : new Lexeme(true, nounClass, WordMaking.Agent, [verb!.Value, near], null);
        }

        return verb is { } second && (noun is null || shape.Chance(0.4))
            ? new Lexeme(false, 0, WordMaking.Chain, rng.Chance(0.5) ? [near, second] : [second, near], null)
            : new Lexeme(true, nounClass, WordMaking.Agent, [near, noun!.Value], null);
    }

    private bool IsPart(int concept) => _plan.Layer(concept) <= PartLayerMax;
}
