namespace AgentMemory.Claims.BayesGap;

/// <summary>What the means over some worlds say of a reader, without intervals. Logarithms are to base 2: doublings of draws.</summary>
/// <param name="EffectiveDraws">n_eff by point of the grid: the draws at which the exact reader has the reader's mean loss.</param>
/// <param name="Gain">
/// Excess before any draw less the mean excess at the last three points, as a share of what the exact reader gains on the same sequences.
/// </param>
/// <param name="Level">log n_eff, mean of the last three points; below 0 the reader is worth less than one draw.</param>
/// <param name="Slope">Of log n_eff on log n over the last five doublings; 1 along the diagonal.</param>
/// <param name="LateSlope">The same over the last three doublings.</param>
/// <param name="Behind">log n - log n_eff, mean over the points from four draws on.</param>
/// <param name="Knee">log2 of the draws at which the curve bends: the break of the best line that is flat after it.</param>
/// <param name="RiseToKnee">The slope of that line before its break.</param>
public sealed record GapFit(
    IReadOnlyList<double> EffectiveDraws, double Gain, double Level, double Slope, double LateSlope, double Behind, double Knee, double RiseToKnee)
{
    private const int Last = 3;
    private const double DrawsLeast = 0.5;
    private const int KneeSteps = 8;
    private const double SlopeDoublings = 5;
    private const double LateDoublings = 3;

    // Before four draws the exact reader itself hardly knows more than beforehand.
    private const int DrawsFrom = 4;

    /// <summary>Computes it.</summary>
    /// <param name="grid">Draws known at each point; the first is 0.</param>
    /// <param name="readable">Points above 0 at which the exact reader still has something to gain.</param>
    /// <param name="worlds">All, or all but one.</param>
    public static GapFit Of(IReadOnlyList<int> grid, IReadOnlyList<int> readable, IReadOnlyList<GapWorld> worlds)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(readable);
        ArgumentNullException.ThrowIfNull(worlds);
        var yardstick = Yardstick.Mean([.. worlds.Select(world => world.Yardstick)]);
        // The chance of which sequences were drawn is the exact reader's too: it is taken out by the difference.
        double[] effective =
        [
            .. grid.Select((draws, at) => yardstick.DrawsOf(worlds.Average(world => world.Excess[at] - world.Exact[at]) + yardstick.At(draws))),
        ];
        double[] x = [.. readable.Select(at => Math.Log2(grid[at]))];
        double[] y = [.. readable.Select(at => Math.Log2(Math.Max(effective[at], DrawsLeast)))];
        var (late, upper) = (Within(x, LateDoublings), Within(x, SlopeDoublings));
        var from = readable.TakeWhile(at => grid[at] < DrawsFrom).Count();
        var (knee, rise) = Hinge(x, y);
        return new GapFit(
            effective,
            worlds.Sum(world => Gained(world.Excess)) / worlds.Sum(world => Gained(world.Exact)),
            y.Length == 0 ? Math.Log2(DrawsLeast) : y.TakeLast(Last).Average(),
            SlopeOf(x[^upper..], y[^upper..]),
            SlopeOf(x[^late..], y[^late..]),
            from == x.Length ? 0 : x[from..].Average() - y[from..].Average(),
            knee,
            rise);
    }

    // How many of the last points are within so many doublings of the last one; draws are whole, so their logarithms may miss by a little.
    private static int Within(double[] x, double doublings) => x.Count(value => value >= x[^1] - doublings - 0.1);

    private static double Gained(IReadOnlyList<double> excess) => excess[0] - excess.TakeLast(Last).Average();

    private static double SlopeOf(double[] x, double[] y)
    {
        if (x.Length < 2)
        {
            return 0;
        }

        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    // y = a + s min(x, k), least squares over a, s and k; k on a grid, s and a in closed form.
    private static (double Knee, double Rise) Hinge(double[] x, double[] y)
    {
        var best = (Error: double.PositiveInfinity, Knee: x.Length == 0 ? 0 : x[^1], Rise: 0.0);
        for (var at = 1; at < x.Length; at++)
        {
            for (var step = 1; step <= KneeSteps; step++)
            {
                var knee = x[at - 1] + ((x[at] - x[at - 1]) * step / KneeSteps);
                var cut = Array.ConvertAll(x, value => Math.Min(value, knee));
                var rise = SlopeOf(cut, y);
                var level = y.Average() - (rise * cut.Average());
                var error = cut.Zip(y, (a, b) => b - level - (rise * a)).Sum(rest => rest * rest);
                if (error < best.Error - 1e-12)
                {
                    best = (error, knee, rise);
                }
            }
        }

        return (best.Knee, best.Rise);
    }
}
