using System.Globalization;
using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>The parameters of <c>heaps</c>, read and checked.</summary>
internal sealed record HeapSettings
{
    /// <summary>As many counts as can be hidden: there must be no more sets of them than bits in a mask.</summary>
    private const int HiddenMostMax = 7;

    public static IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        TaskParameter.Seed,
        new("piles", "1", "how many heaps, 1 to 4"),
        new("size", "12", "stones on the largest starting heap, 2 to 30; 5 with several heaps"),
        new("start", "drawn", "fixed heaps instead, as in 3-4-5"),
        new("takes", "drawn", "counts that may be taken: any, or a list such as 1,3,4"),
        new("most", "6", "the largest count that is drawn, 2 to 9"),
        new("allowed", "3", "how many counts are drawn, 1 to most"),
        new("misere", "false", "true: who cannot move wins"),
        new("echo", "false", "true: the count just taken may not be taken again at once"),
        new("split", "false", "true: a move may split a heap instead"),
        new("refill", "0", "the first emptied heap is filled again with so many stones, 0 to 9"),
        new("hidden", "none", "takes: which counts are allowed is not told"),
        new("opponent", "random", Opponent.Forms),
        new("seat", "first", "first or second: the learner's"),
        new("classic", "", "nim-A-B-C: heaps of A, B and C stones, any number taken, an optimal opponent"),
        GameNames.Parameter,
        new("scrambled", "false", "true: the same game with other names"),
        new("varied", "false", "true: the same names with one rule changed"),
    ];

    public required bool Classic { get; init; }

    public required ChosenNames Names { get; init; }

    public required ulong Seed { get; init; }

    public required int Piles { get; init; }

    public required int Size { get; init; }

    /// <summary>Null where starts are drawn.</summary>
    public required IReadOnlyList<int>? Start { get; init; }

    /// <summary>Null where counts are drawn.</summary>
    public required uint? Takes { get; init; }

    /// <summary>True where any number may be taken.</summary>
    public required bool TakesAny { get; init; }

    public required int Most { get; init; }

    public required int Allowed { get; init; }

    public required bool Misere { get; init; }

    public required bool Echo { get; init; }

    public required bool Split { get; init; }

    public required int Refill { get; init; }

    public required bool Hidden { get; init; }

    public required Opponent Opponent { get; init; }

    public required int Seat { get; init; }

    public required bool Scrambled { get; init; }

    public required bool Varied { get; init; }

    public static HeapSettings Read(TaskParameters p)
    {
        var classic = p.Text("classic", "");
        var start = classic.Length > 0 ? NamedHeaps(classic) : Heaps("start", p.Text("start", "drawn"));
        var hidden = p.Word("hidden", "none", "none", "takes") == "takes";
        var piles = start?.Count ?? p.Whole("piles", 1, 1, 4);
        var takes = p.Text("takes", classic.Length > 0 ? "any" : "drawn");
        var most = p.Whole("most", 6, 2, hidden ? HiddenMostMax : 9);
        var settings = new HeapSettings
        {
            Classic = classic.Length > 0,
            Names = GameNames.Read(p),
            Seed = p.Seed,
            Piles = piles,
            Size = start?.Max() ?? p.Whole("size", piles == 1 ? 12 : 5, 2, HeapRules.StonesMax),
            Start = start,
            Takes = takes is "drawn" or "any" ? null : Counts(takes),
            TakesAny = takes == "any",
            Most = most,
            Allowed = p.Whole("allowed", Math.Min(3, most), 1, most),
            Misere = p.Flag("misere", false),
            Echo = p.Flag("echo", false),
            Split = p.Flag("split", false),
            Refill = p.Whole("refill", 0, 0, 9),
            Hidden = hidden,
            Opponent = Opponent.From(p, classic.Length > 0 ? "optimal" : "random"),
            Seat = p.Word("seat", "first", "first", "second") == "first" ? 0 : 1,
            Scrambled = p.Flag("scrambled", false),
            Varied = p.Flag("varied", false),
        };
        p.RefuseUnread();
        settings.Check();
        return settings;
    }

    private void Check()
    {
        if (Hidden && (TakesAny || Takes is not null || Allowed == Most))
        {
            throw new UserErrorException(
                "heaps: hidden=takes draws the takes itself and needs allowed below most; leave takes out");
        }

        if (Hidden && Piles > 2)
        {
            throw new UserErrorException("heaps: hidden=takes goes with 1 or 2 heaps; give fewer");
        }
    }

    private static IReadOnlyList<int> NamedHeaps(string name) =>
        name.StartsWith("nim-", StringComparison.Ordinal) && Heaps("classic", name[4..]) is { } heaps
            ? heaps
            : throw new UserErrorException($"heaps: there is no classic {name}; write nim-3-4-5 with any heaps");

    private static IReadOnlyList<int>? Heaps(string parameter, string text)
    {
        if (text == "drawn")
        {
            return null;
        }

        var heaps = Whole(text, '-');
        return heaps is { Count: > 0 and <= 4 } && heaps.All(n => n <= HeapRules.StonesMax)
            ? heaps
            : throw new UserErrorException(
                $"heaps: {parameter}={text} is not a list of heaps; write 1 to 4 whole numbers up to {HeapRules.StonesMax}, as in 3-4-5");
    }

    private static uint Counts(string text)
    {
        var counts = Whole(text, ',');
        return counts is { Count: > 0 } && counts.All(n => n < HeapRules.StonesMax)
            ? HeapRules.Mask(counts)
            : throw new UserErrorException(
                $"heaps: takes={text} is not a list of counts; write any, or whole numbers below {HeapRules.StonesMax} as in 1,3,4");
    }

    private static List<int>? Whole(string text, char separator)
    {
        var numbers = new List<int>();
        foreach (var part in text.Split(separator))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }
}
