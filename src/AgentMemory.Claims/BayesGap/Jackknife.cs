using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.BayesGap;

/// <summary>Intervals of anything that is computed from several worlds together: leave out one world, compute it again.</summary>
public static class Jackknife
{
    private const double Confidence = 0.95;

    /// <summary>The value of all worlds, with t(W - 1) times the jackknife's standard error (Tukey 1958) on either side; no ends for one world.</summary>
    /// <param name="worlds">All of them.</param>
    /// <param name="compute">A number from some of them.</param>
    public static Interval Of<T>(IReadOnlyList<T> worlds, Func<IReadOnlyList<T>, double> compute)
    {
        ArgumentNullException.ThrowIfNull(worlds);
        ArgumentNullException.ThrowIfNull(compute);
        var value = compute(worlds);
        if (worlds.Count < 2)
        {
            return new Interval(value, null, null);
        }

        double[] without = [.. worlds.Index().Select(left => compute([.. worlds.Where((_, at) => at != left.Index)]))];
        var mean = without.Average();
        var count = worlds.Count;
        var error = Math.Sqrt((count - 1.0) / count * without.Sum(one => (one - mean) * (one - mean)));
        var half = error < UnitMean.Tiny ? 0 : Quantiles.Student((1 + Confidence) / 2, count - 1) * error;
        return new Interval(value, value - half, value + half);
    }
}
