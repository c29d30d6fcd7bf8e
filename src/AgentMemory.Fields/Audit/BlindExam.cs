using AgentMemory.Core.Episodes;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Audit;

/// <summary>
/// Sits exams without reading. For choices it goes by place, length and frequency; for written answers it gives the one
/// that was right most often on another sheet of the same field, among questions of the same level and reply form.
/// </summary>
internal sealed class BlindExam
{
    private static readonly (string Name, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, int>, string> Pick)[]
        Choosers =
        [
            ("first", (c, _) => c[0]),
            ("last", (c, _) => c[^1]),
            ("longest", (c, _) => c.MaxBy(x => x.Length)!),
            ("shortest", (c, _) => c.MinBy(x => x.Length)!),
            ("most frequent", (c, seen) => c.MaxBy(x => seen[Ending(x)])!),
            ("least frequent", (c, seen) => c.MinBy(x => seen[Ending(x)])!),
        ];

    // Where anything may be written there is no guessing rate; the usual answer may be right for a tenth at the most.
    private const double FreeShareMax = 0.1;
    private readonly int[] _right = new int[Choosers.Length];
    private int _choices;
    private double _choiceFloor;
    private double _choiceVariance;
    private int _open;
    private int _openRight;
    private int _written;
    private int _writtenRight;
    private double _writtenFloor;
    private double _writtenVariance;

    /// <summary>One exam, and another one of the same field to learn frequencies from.</summary>
    public void Sit(IReadOnlyList<FieldItem> exam, IReadOnlyList<FieldItem> other)
    {
        var seen = exam.SelectMany(i => i.Choices ?? []).GroupBy(Ending).ToDictionary(g => g.Key, g => g.Count());
        var asked = exam.Select(i => i.Fact).ToHashSet(StringComparer.Ordinal);
        var usual = other.Where(i => i.Choices is null && !asked.Contains(i.Fact)).GroupBy(FormOf).ToDictionary(
            g => g.Key, g => g.GroupBy(i => i.Key.Right).MaxBy(a => a.Count())!.Key);
        foreach (var item in exam)
        {
            var variance = item.Floor * (1 - item.Floor);
            if (item.Choices is { } choices)
            {
                _choices++;
                _choiceFloor += item.Floor;
                _choiceVariance += variance;
                for (var i = 0; i < Choosers.Length; i++)
                {
                    _right[i] += item.Key.Accepts(Choosers[i].Pick(choices, seen)) ? 1 : 0;
                }
            }
            else if (item.Floor <= 0 && usual.TryGetValue(FormOf(item), out var guess))
            {
                _open++;
                _openRight += item.Key.Accepts(guess) ? 1 : 0;
            }
            else if (item.Floor > 0 && usual.TryGetValue(FormOf(item), out var answer))
            {
                _written++;
                _writtenFloor += item.Floor;
                _writtenVariance += variance;
                _writtenRight += item.Key.Accepts(answer) ? 1 : 0;
            }
        }
    }

    /// <summary>All choosers with what they scored so far.</summary>
    public IReadOnlyList<BlindChooser> Results() =>
    [
        .. Choosers.Select((c, i) => new BlindChooser(
            c.Name, _right[i], _choices, _choiceFloor, Math.Sqrt(_choiceVariance), MayBeBelow: false)),
        new BlindChooser(
            "usual answer", _writtenRight, _written, _writtenFloor, Math.Sqrt(_writtenVariance), MayBeBelow: true),
        new BlindChooser("usual, free", _openRight, _open, _open * FreeShareMax, 0, MayBeBelow: true),
    ];

    // What a claim says in the end, free of what it is about.
    private static string Ending(string claim) => claim.TrimEnd('.').Split(' ')[^1];

    private static string FormOf(FieldItem item) =>
        $"{item.Level} {(item.Reply as ReplyForm.Written)?.Grammar}";
}
