using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>The parameters of <c>heaps</c>, read and checked.</summary>
internal sealed record HeapSettings
{
    /// <summary>As many counts as can be hidden: there must be no more sets of them than bits in a mask.</summary>
    private const int HiddenMostMax = 7;

    private const int HeapsAtStartMax = 4;
    private const string Drawn = "drawn";
    private const string Any = "any";
    private const string None = "none";
    private const string Nim = "nim-";

    private static readonly NumberParameter<int> PileCount = TaskParameter.Whole("piles", 1, 1, HeapsAtStartMax, "how many heaps");
    private static readonly NumberParameter<int> LargestHeap = TaskParameter.Whole(
        "size", 12, 2, HeapRules.StonesMax, "stones on the largest starting heap").But("5", "with several heaps");

    private static readonly TextParameter<HeapList> FixedStart = new(
        "start",
        Drawn,
        $"{Drawn}, or 1 to {HeapsAtStartMax} whole numbers up to {HeapRules.StonesMax}, as in 3-4-5",
        "fixed heaps in place of drawn ones; not with piles and size",
        [Drawn, "3-4-5"],
        (_, text) => text == Drawn ? new HeapList(null) : HeapList.Read(text));

    private static readonly TextParameter<HeapTakes> Counts = new TextParameter<HeapTakes>(
        "takes",
        Drawn,
        $"{Drawn}, {Any}, or whole numbers below {HeapRules.StonesMax}, as in 1,3,4",
        "counts that may be taken",
        [Drawn, Any, "1,3,4"],
        (_, text) => text switch
        {
            Drawn => new HeapTakes(false, null),
            Any => new HeapTakes(true, null),
            _ => HeapTakes.Read(text),
        }).But(Any, "with classic");

    private static readonly NumberParameter<int> LargestTake = TaskParameter.Whole("most", 6, 2, 9, "the largest count that is drawn")
        .NoMoreThan($"{HiddenMostMax} with hidden=takes");

    private static readonly NumberParameter<int> AllowedCount = TaskParameter.Whole("allowed", 3, 1, 9, "how many counts are drawn").NoMoreThan("most");
    private static readonly WordParameter<bool> MisereRule = TaskParameter.Flag("misere", "who cannot move wins");
    private static readonly WordParameter<bool> EchoRule = TaskParameter.Flag("echo", "the count just taken may not be taken again at once");
    private static readonly WordParameter<bool> SplitRule = TaskParameter.Flag("split", "a move may split a heap instead");
    private static readonly NumberParameter<int> RefillStones = TaskParameter.Whole(
        "refill", 0, 0, 9, "the first emptied heap is filled again with so many stones");

    private static readonly WordParameter<bool> HiddenPart = new(
        "hidden", "takes: which counts are allowed is not told", (None, false), ("takes", true));

    private static readonly TextParameter<Opponent> Other = Opponent.Parameter("random").But("optimal", "with classic");

    private static readonly TextParameter<HeapList> ClassicHeaps = new(
        "classic",
        None,
        $"{None}, or {Nim} and the heaps, as in {Nim}3-4-5",
        $"{Nim}A-B-C: heaps of A, B and C stones, any number taken",
        [None, $"{Nim}3-4-5"],
        (_, text) => text == None ? new HeapList(null)
            : text.StartsWith(Nim, StringComparison.Ordinal) ? HeapList.Read(text[Nim.Length..])
            : null)
    { FixesWorld = true };

    private static readonly WordParameter<TaskTwin> TwinKind = TaskParameter.Twin("other names", "one rule changed");

    public static IReadOnlyList<TaskParameter> Parameters { get; } =
    [
        TaskParameter.Seed, PileCount, LargestHeap, FixedStart, Counts, LargestTake, AllowedCount, MisereRule, EchoRule, SplitRule, RefillStones,
        HiddenPart, Other, SeatParameter.Instance, ClassicHeaps, GameNames.Parameter, TwinKind,
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

    public required TaskTwin Twin { get; init; }

    public static HeapSettings Read(TaskParameters p)
    {
        var classic = p.Read(ClassicHeaps).Heaps;
        var isClassic = classic is not null;
        var start = classic ?? p.Read(FixedStart).Heaps;
        var hidden = p.Read(HiddenPart);
        var piles = start?.Count ?? p.Read(PileCount);
        var takes = p.Read(Counts, isClassic);
        var most = p.ReadUpTo(LargestTake, hidden ? HiddenMostMax : int.MaxValue);
        var settings = new HeapSettings
        {
            Classic = isClassic,
            Names = p.Read(GameNames.Parameter),
            Seed = p.Seed,
            Piles = piles,
            Size = start?.Max() ?? p.Read(LargestHeap, piles > 1),
            Start = start,
            Takes = takes.Counts,
            TakesAny = takes.Any,
            Most = most,
            Allowed = p.ReadUpTo(AllowedCount, most),
            Misere = p.Read(MisereRule),
            Echo = p.Read(EchoRule),
            Split = p.Read(SplitRule),
            Refill = p.Read(RefillStones),
            Hidden = hidden,
            Opponent = p.Read(Other, isClassic),
            Seat = p.Read(SeatParameter.Instance),
            Twin = p.Read(TwinKind),
        };
        p.RefuseUnread(Parameters);
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

    /// <summary>Heaps to start from; null where they are not fixed.</summary>
    private sealed record HeapList(IReadOnlyList<int>? Heaps)
    {
        public static HeapList? Read(string text) =>
            Whole(text, '-') is { Count: > 0 and <= HeapsAtStartMax } heaps && heaps.All(n => n <= HeapRules.StonesMax) ? new HeapList(heaps) : null;
    }

    /// <summary>Counts that may be taken: any, these, or where both are left out those that are drawn.</summary>
    private sealed record HeapTakes(bool Any, uint? Counts)
    {
        public static HeapTakes? Read(string text) =>
            Whole(text, ',') is { Count: > 0 } counts && counts.All(n => n < HeapRules.StonesMax) ? new HeapTakes(false, HeapRules.Mask(counts)) : null;
    }
}
