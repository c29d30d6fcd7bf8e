namespace AgentMemory.Claims.BayesGap;

/// <summary>Readers of known make, by which the rule of the readings is checked and beside which models are shown.</summary>
public static class ReferenceReaders
{
    /// <summary>Knows the urns and uses every draw.</summary>
    public static IDrawReader Exact { get; } = new DrawByDraw((world, draws, n) => After(world, draws.Take(n)));

    /// <summary>Believes all colours equally likely whatever is drawn.</summary>
    public static IDrawReader Constant { get; } = new DrawByDraw((world, _, _) => [.. Enumerable.Repeat(-Math.Log(world.Colours), world.Colours)]);

    /// <summary>Counts colours, one added to each (Laplace's rule), and knows nothing of the urns.</summary>
    public static IDrawReader Counter { get; } = new DrawByDraw((world, draws, n) =>
    {
        var counts = Enumerable.Repeat(1.0, world.Colours).ToArray();
        foreach (var draw in draws.Take(n))
        {
            counts[draw]++;
        }

        return Array.ConvertAll(counts, count => Math.Log(count / (n + world.Colours)));
    });

    /// <summary>Knows the urns and uses the last draws alone.</summary>
    /// <param name="kept">How many.</param>
    public static IDrawReader Window(int kept) => new DrawByDraw((world, draws, n) => After(world, draws.Take(n).TakeLast(kept)));

    /// <summary>Knows the urns and uses some of the draws alone: of every so many the last ones.</summary>
    /// <param name="used">1 of 2 for every second draw.</param>
    /// <param name="of">Of how many.</param>
    public static IDrawReader Thinned(int used, int of) => new DrawByDraw(
        (world, draws, n) => After(world, draws.Take(n).Where((_, at) => at % of >= of - used)));

    private static double[] After(UrnWorld world, IEnumerable<int> draws)
    {
        var posterior = new UrnPosterior(world);
        foreach (var draw in draws)
        {
            posterior.Observe(draw);
        }

        return posterior.LogPredictive();
    }

    private sealed class DrawByDraw(Func<UrnWorld, IReadOnlyList<int>, int, double[]> believe) : IDrawReader
    {
        public IReadOnlyList<IReadOnlyList<double[]>> Read(
            IReadOnlyList<DrawSequence> sequences, IReadOnlyList<int> grid, CancellationToken cancellation) =>
            [.. sequences.Select(sequence => grid.Select(n => believe(sequence.World, sequence.Draws, n)).ToList())];
    }
}
