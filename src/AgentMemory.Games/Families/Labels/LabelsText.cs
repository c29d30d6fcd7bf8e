using AgentMemory.Core.Play;
using AgentMemory.Games.Wings;

namespace AgentMemory.Games.Families.Labels;

/// <summary>How things of a world of labels read: a wing and a noun of one of the wing's four categories.</summary>
/// <param name="book">The words.</param>
/// <param name="kind">Of every wing.</param>
/// <param name="words">The labels.</param>
/// <param name="wings">Their names.</param>
/// <param name="categories">Of each wing the four categories; the first five nouns are shown in practice, the next three asked at the exam.</param>
internal sealed class LabelsText(
    PromptBook book, WingKind kind, IReadOnlyList<string> words, IReadOnlyList<string> wings, IReadOnlyList<IReadOnlyList<LabelCategory>> categories)
    : WingText(book, kind, words, wings)
{
    /// <summary>The categories of a wing.</summary>
    public IReadOnlyList<LabelCategory> Of(int wing) => categories[wing];

    /// <summary>All nouns, those that are neither in practice nor at the exam among them.</summary>
    protected override IEnumerable<WingThing> All =>
        from wing in Enumerable.Range(0, Wings.Count)
        from category in Enumerable.Range(0, WingKind.Firsts)
        from noun in Enumerable.Range(0, categories[wing][category].Nouns.Count)
        select new WingThing(wing, category, noun);

    public override string Thing(WingThing thing) => $"{Wings[thing.Wing]} {Noun(thing)}";

    public override string View(WingThing thing) => Book.Fill("games/labels/view", ("wing", Wings[thing.Wing]), ("noun", Noun(thing)));

    public override IEnumerable<string> Notes(int wing, WingPosterior known) => Enumerable.Range(0, known.Cells)
        .Where(category => known.SureOf(category) >= 0)
        .Select(category => Note(wing, category, known.SureOf(category)).Text);

    public override string? Reason(WingNote note, WingThing thing, Func<WingThing, int> wordOf) => Book.Fill("games/labels/reason",
        ("thing", Thing(thing)),
        ("noun", Noun(thing)),
        ("sort", categories[thing.Wing][thing.First].Name),
        ("wing", Wings[thing.Wing]),
        ("word", Words[note.Word]));

    protected override IEnumerable<WingNote> PossibleRules(int wing) => Enumerable.Range(0, WingKind.Firsts)
        .SelectMany(_ => Enumerable.Range(0, WingKind.Words), (category, word) => Note(wing, category, word));

    private string Noun(WingThing thing) => categories[thing.Wing][thing.First].Nouns[thing.Second];

    private WingNote Note(int wing, int category, int word) => new(
        Book.Fill("games/labels/note", ("wing", Wings[wing]), ("sort", categories[wing][category].Name), ("word", Words[word])),
        wing,
        [category],
        word);
}
