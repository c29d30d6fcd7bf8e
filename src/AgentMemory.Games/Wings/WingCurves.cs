using System.Collections.Concurrent;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Games.Wings;

/// <summary>
/// Exact curves of a world. What a reader knows of a wing is a set of its cells that practice shows, so its score and its bits are tables
/// over the 4,096 sets (16 for categories); their means, each cell known with a probability of its own, follow by contracting the tables
/// cell by cell.
/// </summary>
internal sealed class WingCurves : IEvidenceCurves
{
    // Learners that share their games ask for the same curves one after another.
    private const int CurvesMax = 256;
    private readonly WingWorld _world;
    private readonly WingText _text;
    private readonly IReadOnlyList<WingTable> _wings;
    private readonly int _asked;
    private readonly ConcurrentDictionary<string, EvidenceCurve> _made = new(StringComparer.Ordinal);

    /// <param name="world">A world with rules.</param>
    /// <param name="text">How it reads.</param>
    /// <param name="asked">The things that the score is the mean over.</param>
    public WingCurves(WingWorld world, WingText text, IReadOnlyList<WingThing> asked)
    {
        (_world, _text, _asked) = (world, text, asked.Count);
        var byWing = asked.ToLookup(thing => thing.Wing);
        _wings = [.. Enumerable.Range(0, world.Wings).Select(wing => new WingTable(world, wing, [.. byWing[wing].Select(world.Kind.CellOf)]))];
    }

    /// <inheritdoc/>
    public double ReadableFrom => _world.Kind.ReadableFrom;

    /// <inheritdoc/>
    public EvidenceCurve After(IReadOnlyList<EpisodeRecord> games)
    {
        var met = games.Select(game => WingEvidence.Told(_world, _text, game).Thing).Distinct()
            .OrderBy(thing => (thing.Wing, thing.First, thing.Second)).ToList();
        var key = string.Join(' ', met.Select(thing => FormattableString.Invariant($"{thing.Wing}.{thing.First}.{thing.Second}")));
        if (_made.Count >= CurvesMax)
        {
            _made.Clear();
        }

        return _made.GetOrAdd(key, _ => Of(met.ToLookup(thing => thing.Wing)));
    }

    private EvidenceCurve Of(ILookup<int, WingThing> met)
    {
        var (scores, bits) = (new double[EvidenceCurve.Points], new double[EvidenceCurve.Points]);
        for (var wing = 0; wing < _world.Wings; wing++)
        {
            var things = met[wing].Select(_world.Kind.CellOf).ToLookup(cell => cell);
            var table = _wings[wing];
            for (var point = 0; point < EvidenceCurve.Points; point++)
            {
                var amount = (double)point / EvidenceCurve.Steps;
                var (kept, added) = (Math.Min(amount, 1), Math.Max(amount - 1, 0));
                double[] known = [.. table.Cells.Select(cell =>
                    1 - (Math.Pow(1 - kept, things[cell].Count()) * Math.Pow(1 - added, table.ThingsOfCell - things[cell].Count())))];
                scores[point] += WingTable.Mean(table.Scores, known) / _asked;
                bits[point] += WingTable.Mean(table.Bits, known);
            }
        }

        return new EvidenceCurve(scores, bits);
    }
}

/// <summary>Score and bits of an exact reader of one wing, for every set of cells that it may know.</summary>
internal sealed class WingTable
{
    /// <summary>Works out the tables.</summary>
    /// <param name="world">A world with rules.</param>
    /// <param name="wing">Which of its wings.</param>
    /// <param name="asked">The cells of the things that are asked about, one for each thing.</param>
    public WingTable(WingWorld world, int wing, IReadOnlyList<int> asked)
    {
        var functions = world.Kind.Functions ?? throw new ArgumentException("a wing without a rule has no tables", nameof(world));
        var practice = world.Kind.PracticeOf(wing).Select(world.Kind.CellOf).ToList();
        Cells = [.. practice.Distinct()];
        ThingsOfCell = practice.Count / Cells.Count;
        var truth = Enumerable.Range(0, functions.Cells).Select(cell => world.WordOf(wing, cell)).ToArray();
        var cellsAsked = asked.Distinct().ToArray();
        var columns = 1 + (cellsAsked.Length * WingKind.Words);
        var counts = new int[(1 << Cells.Count) * columns];
        for (var number = 0; number < functions.Count; number++)
        {
            var function = functions[number];
            var agrees = 0;
            for (var place = 0; place < Cells.Count; place++)
            {
                agrees |= function[Cells[place]] == truth[Cells[place]] ? 1 << place : 0;
            }

            counts[agrees * columns]++;
            for (var i = 0; i < cellsAsked.Length; i++)
            {
                counts[(agrees * columns) + 1 + (i * WingKind.Words) + function[cellsAsked[i]]]++;
            }
        }

        SumOverSupersets(counts, columns);
        var weights = cellsAsked.Select(cell => asked.Count(other => other == cell)).ToArray();
        (Scores, Bits) = (new double[1 << Cells.Count], new double[1 << Cells.Count]);
        for (var set = 0; set < Bits.Length; set++)
        {
            Bits[set] = Math.Log2(functions.Count) - Math.Log2(counts[set * columns]);
            for (var i = 0; i < cellsAsked.Length; i++)
            {
                Scores[set] += weights[i] * Mark(counts.AsSpan((set * columns) + 1 + (i * WingKind.Words), WingKind.Words), truth[cellsAsked[i]]);
            }
        }
    }

    /// <summary>The cells that practice shows; bit n of a set is the n-th.</summary>
    public IReadOnlyList<int> Cells { get; }

    /// <summary>How many things of practice share a cell.</summary>
    public int ThingsOfCell { get; }

    /// <summary>By set: the sum of the marks of all things that are asked about.</summary>
    public double[] Scores { get; }

    /// <summary>By set: how far it narrows the wing down.</summary>
    public double[] Bits { get; }

    /// <summary>The mean of a table where each cell is known with a probability of its own.</summary>
    public static double Mean(double[] table, ReadOnlySpan<double> known)
    {
        var rest = table.AsSpan();
        double[]? own = null;
        for (var place = known.Length - 1; place >= 0; place--)
        {
            var half = rest.Length / 2;
            var p = known[place];
            if (p is 0 or 1)
            {
                rest = p == 0 ? rest[..half] : rest[half..];
                continue;
            }

            // The first mixing leaves the table, which is shared; later ones write over themselves.
            var mixed = own is null ? (own = new double[half]).AsSpan() : rest[..half];
            for (var i = 0; i < half; i++)
            {
                mixed[i] = rest[i] + (p * (rest[half + i] - rest[i]));
            }

            rest = mixed;
        }

        return rest[0];
    }

    // Functions that agree with a set at least: those that agree with it exactly, and with every larger one.
    private static void SumOverSupersets(int[] counts, int columns)
    {
        var sets = counts.Length / columns;
        for (var bit = 1; bit < sets; bit <<= 1)
        {
            for (var set = 0; set < sets; set++)
            {
                for (var column = 0; (set & bit) == 0 && column < columns; column++)
                {
                    counts[(set * columns) + column] += counts[((set | bit) * columns) + column];
                }
            }
        }
    }

    private static double Mark(ReadOnlySpan<int> counts, int right)
    {
        var (before, tied) = (0, 0);
        foreach (var count in counts)
        {
            before += count > counts[right] ? 1 : 0;
            tied += count == counts[right] ? 1 : 0;
        }

        return WingQuestion.MarkOf(before, tied);
    }
}
