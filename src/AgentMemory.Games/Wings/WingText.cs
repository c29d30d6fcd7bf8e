using AgentMemory.Core.Play;

namespace AgentMemory.Games.Wings;

/// <summary>How things, facts and rules of a world read. Immutable and safe to share between threads.</summary>
internal abstract class WingText
{
    private readonly Lazy<IReadOnlyDictionary<string, WingThing>> _things;
    private readonly Lazy<IReadOnlyDictionary<string, WingFact>> _facts;
    private readonly Lazy<IReadOnlyDictionary<string, WingNote>> _rules;

    protected WingText(PromptBook book, WingKind kind, IReadOnlyList<string> words, IReadOnlyList<string> wings)
    {
        Book = book;
        Kind = kind;
        Words = words;
        Wings = wings;
        _things = new(() => All.ToDictionary(Thing, StringComparer.Ordinal));
        _facts = new(() => All.SelectMany(_ => Enumerable.Range(0, WingKind.Words), (thing, word) => new WingFact(thing, word))
            .ToDictionary(fact => Fact(fact.Thing, fact.Word), StringComparer.Ordinal));
        _rules = new(() => Enumerable.Range(0, wings.Count).SelectMany(PossibleRules)
            .ToDictionary(note => note.Text, StringComparer.Ordinal));
    }

    /// <summary>The four words that a thing may have.</summary>
    public IReadOnlyList<string> Words { get; }

    public IReadOnlyList<string> Wings { get; }

    protected PromptBook Book { get; }

    protected WingKind Kind { get; }

    /// <summary>Every thing that has a name.</summary>
    protected virtual IEnumerable<WingThing> All => Enumerable.Range(0, Wings.Count).SelectMany(Kind.ThingsOf);

    /// <summary>Every thing that has a name, spare ones among them, by wing.</summary>
    public IEnumerable<WingThing> Named => All;

    /// <summary>Names the thing among all of the world: its wing, a space, and what it is there.</summary>
    public abstract string Thing(WingThing thing);

    /// <summary>The same, without the wing where there is one alone.</summary>
    public string ShortThing(WingThing thing) => Wings.Count == 1 ? Thing(thing)[(Wings[0].Length + 1)..] : Thing(thing);

    /// <summary>Asks for the word of a thing; the word completes it to a sentence.</summary>
    public abstract string View(WingThing thing);

    /// <summary>Asks again after a wrong word.</summary>
    public string ViewAfter(int wrong, WingThing thing) => Book.Fill("games/wings/wrong", ("word", Words[wrong]), ("view", View(thing)));

    /// <summary>The sentence that a thing has a word.</summary>
    public string Fact(WingThing thing, int word) => Book.Fill("games/wings/fact", ("view", View(thing)), ("word", Words[word]));

    /// <summary>What is told at the end of a game that does not tell the word.</summary>
    public string Untold(bool isRight) => Book.Text(isRight ? "games/wings/opened" : "games/wings/shut");

    /// <summary>What is known of a wing, one line each: its rules where they are known, else what was told of its things.</summary>
    public abstract IEnumerable<string> Notes(int wing, WingPosterior known);

    /// <summary>How the word of a thing follows from a note on it, step by step; null where it follows from the note alone, with no step between.</summary>
    /// <param name="note">One of <see cref="Notes"/>.</param>
    /// <param name="thing">A thing that the note says a word of.</param>
    /// <param name="wordOf">The words of things.</param>
    public abstract string? Reason(WingNote note, WingThing thing, Func<WingThing, int> wordOf);

    /// <summary>The thing of a name, or null.</summary>
    public WingThing? ThingOf(string name) => _things.Value.TryGetValue(name, out var thing) ? thing : null;

    /// <summary>What a sentence says of one thing; null where it is none of <see cref="Fact"/>.</summary>
    public WingFact? FactOf(string line) => _facts.Value.GetValueOrDefault(line);

    /// <summary>What a line of <see cref="Notes"/> says, or null.</summary>
    public WingNote? NoteOf(string line) => FactOf(line) is { } fact
        ? new WingNote(line, fact.Thing.Wing, [Kind.CellOf(fact.Thing)], fact.Word)
        : _rules.Value.GetValueOrDefault(line);

    /// <summary>Every line that can say a rule of a wing.</summary>
    protected abstract IEnumerable<WingNote> PossibleRules(int wing);

    /// <summary>The facts of a wing, by first feature and then by second.</summary>
    protected IEnumerable<string> Facts(int wing, Func<int, int> wordOf) => Kind.ThingsOf(wing)
        .Select(thing => (Thing: thing, Word: wordOf(Kind.CellOf(thing)))).Where(fact => fact.Word >= 0)
        .Select(fact => Fact(fact.Thing, fact.Word));
}

/// <summary>That a thing has a word.</summary>
internal sealed record WingFact(WingThing Thing, int Word);

/// <summary>A line that says which word some cells of a wing have.</summary>
internal sealed record WingNote(string Text, int Wing, IReadOnlyList<int> Cells, int Word);
