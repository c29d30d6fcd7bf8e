using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.BayesGap;

/// <summary>What a reader's curve is called.</summary>
public enum GapWord
{
    /// <summary>The intervals hold more than one answer.</summary>
    Undecided,

    /// <summary>(i): on the diagonal, as good as the exact reader.</summary>
    Exact,

    /// <summary>(a): does not learn from the draws: worth less than one draw of the exact reader, or gains under a tenth of what that one gains.</summary>
    DoesNotLearn,

    /// <summary>(b): behind by a factor in draws, and no more.</summary>
    Behind,

    /// <summary>(c): follows, then is flat: out of capacity.</summary>
    OutOfCapacity,

    /// <summary>Falls back further with every doubling, without becoming flat.</summary>
    Sublinear,
}

/// <summary>A reading with the intervals over worlds that it rests on.</summary>
public sealed record GapReading
{
    private const double GainLeast = 0.1;

    // Between 0 (flat) and 1 (along the diagonal); a counter's is 0.44 to 0.65 in worlds of 16 to 64 urns.
    private const double FlatMost = 0.35;
    private const double RiseLeast = 0.5;
    private const double SublinearMost = 0.8;
    private const double OnDiagonalMost = 0.3;
    private const double ReadableShare = 1e-4;
    private const int PointsLeast = 5;

    /// <summary>The word.</summary>
    public required GapWord Word { get; init; }

    /// <summary>Numbers of the points that were read, in the grid.</summary>
    public required IReadOnlyList<int> Readable { get; init; }

    /// <summary>What all worlds together say.</summary>
    public required GapFit Fit { get; init; }

    /// <summary>n_eff by point of the grid.</summary>
    public required IReadOnlyList<Interval> EffectiveDraws { get; init; }

    /// <summary>What the draws gained, as a share of what they gain the exact reader; above 1 where the start was worse than uniform.</summary>
    public required Interval Gain { get; init; }

    /// <summary>log2 n_eff at the last three points that are read.</summary>
    public required Interval Level { get; init; }

    /// <summary>Of log n_eff on log n, over the last five doublings.</summary>
    public required Interval Slope { get; init; }

    /// <summary>The same over the last three doublings.</summary>
    public required Interval LateSlope { get; init; }

    /// <summary>Doublings behind the exact reader, from four draws on.</summary>
    public required Interval Behind { get; init; }

    /// <summary>Draws at which the curve bends, with its interval; read only where the word is out of capacity.</summary>
    public required Interval KneeDraws { get; init; }

    /// <summary>Reads a curve.</summary>
    /// <param name="grid">Draws known at each point; the first is 0.</param>
    /// <param name="worlds">At least two.</param>
    public static GapReading Of(IReadOnlyList<int> grid, IReadOnlyList<GapWorld> worlds)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(worlds);
        var yardstick = Yardstick.Mean([.. worlds.Select(world => world.Yardstick)]);
        int[] readable =
        [
            .. Enumerable.Range(1, grid.Count - 1).Where(at => yardstick.At(grid[at]) >= ReadableShare * yardstick.At(0)),
        ];
        // One fit for all worlds and one without each: every interval is read off the same ones.
        var fits = new Dictionary<int, GapFit>();
        GapFit Fit(IReadOnlyList<GapWorld> some)
        {
            var left = some.Count == worlds.Count ? -1 : Enumerable.Range(0, worlds.Count).First(at => at == some.Count || worlds[at] != some[at]);
            return fits.TryGetValue(left, out var known) ? known : fits[left] = GapFit.Of(grid, readable, some);
        }

        Interval Over(Func<GapFit, double> number) => Jackknife.Of(worlds, some => number(Fit(some)));
        var reading = new GapReading
        {
            Word = GapWord.Undecided,
            Readable = readable,
            Fit = Fit(worlds),
            EffectiveDraws = [.. grid.Select((_, at) => Over(fit => fit.EffectiveDraws[at]).Within(0, yardstick.Draws[^1]))],
            Gain = Over(fit => fit.Gain),
            Level = Over(fit => fit.Level),
            Slope = Over(fit => fit.Slope),
            LateSlope = Over(fit => fit.LateSlope),
            Behind = Over(fit => fit.Behind),
            KneeDraws = InDraws(Over(fit => fit.Knee)),
        };
        return reading with { Word = reading.Called(Over(fit => fit.RiseToKnee)) };
    }

    private GapWord Called(Interval rise)
    {
        if (Level.High < 0 || Gain.High < GainLeast)
        {
            return GapWord.DoesNotLearn;
        }

        if (Readable.Count < PointsLeast || Level.Low is not > 0)
        {
            return GapWord.Undecided;
        }

        if (LateSlope.High < FlatMost)
        {
            return rise.Low > RiseLeast ? GapWord.OutOfCapacity : Slope.High < SublinearMost ? GapWord.Sublinear : GapWord.Undecided;
        }

        if (Slope.Value < SublinearMost)
        {
            return Slope.High < 1 && LateSlope.Low > 0 ? GapWord.Sublinear : GapWord.Undecided;
        }

        return Behind.High < OnDiagonalMost ? GapWord.Exact : Behind.Low > 0 ? GapWord.Behind : GapWord.Undecided;
    }

    private static Interval InDraws(Interval doublings) => new(Power(doublings.Value), Power(doublings.Low), Power(doublings.High));

    private static double? Power(double? doublings) => doublings is { } known ? Math.Pow(2, Math.Clamp(known, -1, 30)) : null;
}
