using AgentMemory.Core.Tasks;
using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Grammars;

/// <summary>
/// The language's forms. Writing goes from a clause to a sentence by rule; reading takes a sentence apart. The two
/// share the endings and nothing else, so that each can check the other.
/// </summary>
internal sealed class Language
{
    private readonly FieldPlan _plan;
    private readonly Lexicon _lexicon;
    private readonly string[] _endings;
    private readonly string[] _prefixes;

    public Language(FieldPlan plan, Lexicon lexicon)
    {
        _plan = plan;
        _lexicon = lexicon;
        var rng = plan.For(plan.Settings.Twin == TaskTwin.Scrambled ? "scrambled endings" : "endings");
        var syllables = new List<string>();
        while (syllables.Count < 6)
        {
            var syllable = $"{"bdfgklmnprtvz"[rng.Next(13)]}{"aeiou"[rng.Next(5)]}";
            if (!syllables.Contains(syllable))
            {
                syllables.Add(syllable);
            }
        }

        _endings = [.. syllables.Take(4)];
        _prefixes = [.. syllables.Skip(4)];
        int[] order = [0, 1, 2];
        plan.For("word order").Shuffle<int>(order);
        Order = order;
    }

    /// <summary>Which of subject (0), verb (1), object (2) stands first, second, third.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>0 plural, 1 object, 2 past, 3 future.</summary>
    public string Ending(int index) => _endings[index];

    /// <summary>The prefix by which verbs agree with a class; it names the class too.</summary>
    public string Prefix(int nounClass) => _prefixes[nounClass];

    public string Noun(int noun, bool plural, bool isObject) =>
        _plan.Name(noun) + (plural ? $"-{_endings[0]}" : "") + (isObject ? $"-{_endings[1]}" : "");

    public string Verb(int verb, int tense, int nounClass) =>
        $"{_prefixes[nounClass]}-{_plan.Name(verb)}" + (tense == 0 ? "" : $"-{_endings[1 + tense]}");

    /// <summary>The sentence of a clause.</summary>
    public string Write(Clause clause)
    {
        string[] parts =
        [
            Noun(clause.Subject, clause.SubjectPlural, false),
            Verb(clause.Verb, clause.Tense, _lexicon[clause.Subject].Class),
            Noun(clause.Object, clause.ObjectPlural, true),
        ];
        return string.Join(' ', Order.Select(i => parts[i]));
    }

    /// <summary>The clause of a sentence, or null where it is none.</summary>
    public Clause? Read(string sentence)
    {
        var words = sentence.Split(' ');
        if (words.Length != 3)
        {
            return null;
        }

        var subject = ReadNoun(words[Place(0)]);
        var verb = ReadVerb(words[Place(1)]);
        var what = ReadNoun(words[Place(2)]);
        if (subject is not { IsObject: false } s || verb is not { } v || what is not { IsObject: true } o
            || _lexicon[s.Word].Class != v.Class)
        {
            return null;
        }

        return new Clause(s.Word, s.Plural, v.Word, v.Tense, o.Word, o.Plural);
    }

    /// <summary>A noun taken apart from its end.</summary>
    public (int Word, bool Plural, bool IsObject)? ReadNoun(string word)
    {
        var rest = word;
        var isObject = Strip(ref rest, _endings[1]);
        var plural = Strip(ref rest, _endings[0]);
        return _lexicon.Find(rest) is { } noun && _lexicon[noun].IsNoun ? (noun, plural, isObject) : null;
    }

    /// <summary>A verb taken apart from both ends.</summary>
    public (int Word, int Tense, int Class)? ReadVerb(string word)
    {
        var rest = word;
        var tense = Strip(ref rest, _endings[2]) ? 1 : Strip(ref rest, _endings[3]) ? 2 : 0;
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        var nounClass = dash < 0 ? -1 : Array.IndexOf(_prefixes, rest[..dash]);
        return nounClass >= 0 && _lexicon.Find(rest[(dash + 1)..]) is { } verb && !_lexicon[verb].IsNoun
            ? (verb, tense, nounClass)
            : null;
    }

    private static bool Strip(ref string word, string ending)
    {
        if (word.Length <= ending.Length + 1 || !word.EndsWith(ending, StringComparison.Ordinal)
            || word[^(ending.Length + 1)] != '-')
        {
            return false;
        }

        word = word[..^(ending.Length + 1)];
        return true;
    }

    private int Place(int role) => Order[0] == role ? 0 : Order[1] == role ? 1 : 2;
}
