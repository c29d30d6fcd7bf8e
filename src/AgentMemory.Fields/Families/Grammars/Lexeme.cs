using AgentMemory.Fields.Design;

namespace AgentMemory.Fields.Families.Grammars;

/// <summary>How a word gets its meaning.</summary>
internal enum WordMaking
{
    /// <summary>By an English word.</summary>
    Root,

    /// <summary>A noun: what belongs to another noun; parts are the owner and what it owns.</summary>
    Compound,

    /// <summary>A noun: one who does something to something; parts are the verb and the noun.</summary>
    Agent,

    /// <summary>A verb: one thing done after another; parts are two verbs.</summary>
    Chain,
}

/// <summary>A word of the language.</summary>
/// <param name="IsNoun">Else a verb.</param>
/// <param name="Class">0 or 1, the class of a noun; verbs agree with that of their subject.</param>
/// <param name="Making">How it means what it means.</param>
/// <param name="Parts">Words it is made from; empty for a root.</param>
/// <param name="English">For a root, its English; else null, since the reader has to unfold it.</param>
internal sealed record Lexeme(bool IsNoun, int Class, WordMaking Making, IReadOnlyList<int> Parts, string? English);

/// <summary>What a sentence says: who does what to whom, when.</summary>
/// <param name="Tense">0 present, 1 past, 2 future.</param>
internal readonly record struct Clause(
    int Subject, bool SubjectPlural, int Verb, int Tense, int Object, bool ObjectPlural)
{
    /// <summary>Free of names.</summary>
    public string Signature =>
        $"clause:{Subject}{(SubjectPlural ? "s" : "")}:{Verb}.{Tense}:{Object}{(ObjectPlural ? "s" : "")}";
}

/// <summary>What a sentence of the language is in English.</summary>
internal sealed record IntoEnglishProbe(string Sentence) : Probe;

/// <summary>How a clause is said in the language.</summary>
internal sealed record FromEnglishProbe(Clause Clause) : Probe;

/// <summary>A noun in number and role.</summary>
internal sealed record NounFormProbe(int Noun, bool Plural, bool IsObject) : Probe;

/// <summary>A verb in tense, agreeing with a subject.</summary>
internal sealed record VerbFormProbe(int Verb, int Tense, int Subject) : Probe;

/// <summary>The English of a word, unfolded down to roots.</summary>
internal sealed record MeaningProbe(int Word) : Probe;

/// <summary>The word with this English.</summary>
internal sealed record WordProbe(int Word) : Probe;

/// <summary>The class of a noun.</summary>
internal sealed record ClassProbe(int Noun) : Probe;

/// <summary>One of the language's endings: 0 plural, 1 object, 2 past, 3 future.</summary>
internal sealed record EndingProbe(int Ending) : Probe;
