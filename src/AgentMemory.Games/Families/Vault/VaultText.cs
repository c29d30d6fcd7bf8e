using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Wings;

namespace AgentMemory.Games.Families.Vault;

/// <summary>How things of a vault read: a wing, one of four first features and one of four second ones, the same in all wings.</summary>
internal sealed class VaultText(
    PromptBook book, WingKind kind, IReadOnlyList<string> words, IReadOnlyList<string> firsts, IReadOnlyList<string> seconds, IReadOnlyList<string> wings)
    : WingText(book, kind, words, wings)
{
    public IReadOnlyList<string> Firsts => firsts;

    public IReadOnlyList<string> Seconds => seconds;

    public override string Thing(WingThing thing) => $"{Wings[thing.Wing]} {firsts[thing.First]} {seconds[thing.Second]}";

    public override string View(WingThing thing) => Book.Fill("games/vault/view", ("thing", Thing(thing)));

    public override IEnumerable<string> Notes(int wing, WingPosterior known)
    {
        if (!Kind.HasRule || known.Count != 1)
        {
            return Facts(wing, known.ToldOf);
        }

        int[] words = [.. Enumerable.Range(0, known.Cells).Select(known.SureOf)];
        return Kind == WingKind.Rules2 ? Pairs(wing, words).Select(note => note.Text)
            : Kind == WingKind.Rules1 ? One(wing, words).Select(note => note.Text)
            : Facts(wing, cell => words[cell]);
    }

    public override string? Reason(WingNote note, WingThing thing, Func<WingThing, int> wordOf) =>
        Kind == WingKind.Rules2 ? ReasonOfPairs(note, thing)
        : Kind == WingKind.Rules1 ? ReasonOfFeature(note, thing)
        : Kind == WingKind.Sum ? ReasonOfSum(thing, wordOf)
        : null;

    private string ReasonOfPairs(WingNote note, WingThing thing)
    {
        int[] left = [.. note.Cells.Select(cell => cell / Kind.Seconds).Distinct()];
        int[] right = [.. note.Cells.Select(cell => cell % Kind.Seconds).Distinct()];
        return Book.Fill("games/vault/reason-pairs",
            ("thing", Thing(thing)),
            ("first", firsts[thing.First]),
            ("left", firsts[left[0]]),
            ("right", firsts[left[1]]),
            ("second", seconds[thing.Second]),
            ("otherleft", seconds[right[0]]),
            ("otherright", seconds[right[1]]),
            ("word", Words[note.Word]));
    }

    private string ReasonOfFeature(WingNote note, WingThing thing)
    {
        var isFirst = note.Cells.All(cell => cell / Kind.Seconds == thing.First);
        return Book.Fill(isFirst ? "games/vault/reason-first" : "games/vault/reason-second",
            ("thing", Thing(thing)),
            ("feature", isFirst ? firsts[thing.First] : seconds[thing.Second]),
            ("word", Words[note.Word]));
    }

    // f(a,b) = f(a,b') + f(a',b) - f(a',b') in the circle of words; all three others are things of practice.
    private string? ReasonOfSum(WingThing thing, Func<WingThing, int> wordOf)
    {
        foreach (var corner in Kind.PracticeOf(thing.Wing).Where(other => other.First != thing.First && other.Second != thing.Second))
        {
            var (left, right) = (thing with { Second = corner.Second }, thing with { First = corner.First });
            if (Kind.PartOf(left) != QuestionPart.Practice || Kind.PartOf(right) != QuestionPart.Practice)
            {
                continue;
            }

            var steps = (wordOf(right) - wordOf(corner) + WingKind.Words) % WingKind.Words;
            return Book.Fill("games/vault/reason-sum",
                ("thing", Thing(thing)),
                ("left", Thing(left)),
                ("leftword", Words[wordOf(left)]),
                ("right", Thing(right)),
                ("rightword", Words[wordOf(right)]),
                ("corner", Thing(corner)),
                ("cornerword", Words[wordOf(corner)]),
                ("steps", Numbers.Text(steps)),
                ("word", Words[(wordOf(left) + steps) % WingKind.Words]));
        }

        return null;
    }

    protected override IEnumerable<WingNote> PossibleRules(int wing)
    {
        for (var word = 0; word < WingKind.Words && Kind == WingKind.Rules2; word++)
        {
            foreach (var (first, second) in TwoOfFour().SelectMany(_ => TwoOfFour(), (first, second) => (first, second)))
            {
                yield return Pair(wing, first, second, word);
            }
        }

        for (var word = 0; word < WingKind.Words && Kind == WingKind.Rules1; word++)
        {
            for (var feature = 0; feature < WingKind.Firsts; feature++)
            {
                yield return Feature(wing, isFirst: true, feature, word);
                yield return Feature(wing, isFirst: false, feature, word);
            }
        }
    }

    private static IEnumerable<(int, int)> TwoOfFour() =>
        Enumerable.Range(0, 4).SelectMany(left => Enumerable.Range(left + 1, 3 - left), (left, right) => (left, right));

    // Features whose words are the same all along are a pair, since a table's rows differ and its columns differ.
    private IEnumerable<WingNote> Pairs(int wing, int[] words)
    {
        var first = Parted((a, other) => Enumerable.Range(0, 4).All(b => words[(4 * a) + b] == words[(4 * other) + b]));
        var second = Parted((b, other) => Enumerable.Range(0, 4).All(a => words[(4 * a) + b] == words[(4 * a) + other]));
        return first.SelectMany(_ => second, (a, b) => Pair(wing, a, b, words[(4 * a.Left) + b.Left]));
    }

    private static (int Left, int Right)[] Parted(Func<int, int, bool> areAlike)
    {
        var partner = Enumerable.Range(1, 3).First(other => areAlike(0, other));
        int[] rest = [.. Enumerable.Range(1, 3).Where(feature => feature != partner)];
        return [(0, partner), (rest[0], rest[1])];
    }

    private WingNote Pair(int wing, (int Left, int Right) first, (int Left, int Right) second, int word) => new(
        Book.Fill("games/vault/note-pairs",
            ("wing", Wings[wing]),
            ("first", firsts[first.Left]),
            ("otherfirst", firsts[first.Right]),
            ("second", seconds[second.Left]),
            ("othersecond", seconds[second.Right]),
            ("word", Words[word])),
        wing,
        [(4 * first.Left) + second.Left, (4 * first.Left) + second.Right, (4 * first.Right) + second.Left, (4 * first.Right) + second.Right],
        word);

    private IEnumerable<WingNote> One(int wing, int[] words)
    {
        var isFirst = Enumerable.Range(0, 4).All(a => Enumerable.Range(1, 3).All(b => words[(4 * a) + b] == words[4 * a]));
        return Enumerable.Range(0, 4).Select(feature => Feature(wing, isFirst, feature, words[isFirst ? 4 * feature : feature]));
    }

    private WingNote Feature(int wing, bool isFirst, int feature, int word) => new(
        Book.Fill(isFirst ? "games/vault/note-first" : "games/vault/note-second",
            ("wing", Wings[wing]),
            ("feature", (isFirst ? firsts : seconds)[feature]),
            ("word", Words[word])),
        wing,
        [.. Enumerable.Range(0, 4).Select(other => isFirst ? (4 * feature) + other : (4 * other) + feature)],
        word);
}
