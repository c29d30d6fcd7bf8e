using AgentMemory.Core;

namespace AgentMemory.Claims.BayesGap;

/// <summary>
/// How much the exact reader of a world's urns still has to pay after so many draws, in nats beyond the composition's entropy: the mean
/// over many sequences of the world. It gives losses their worth in draws.
/// </summary>
/// <param name="Draws">Ascending, from 0; every number up to 16, then geometric.</param>
/// <param name="Excess">Mean excess nats after each, [draws].</param>
public sealed record Yardstick(IReadOnlyList<int> Draws, IReadOnlyList<double> Excess)
{
    private const int EachUpTo = 16;
    private const int StepsADoubling = 8;

    /// <summary>The points at which yardsticks are measured.</summary>
    public static IReadOnlyList<int> Points(int most) =>
    [
        .. Enumerable.Range(0, EachUpTo + 1)
            .Concat(Enumerable.Range(1, 400).Select(step => (int)Math.Round(EachUpTo * Math.Pow(2, (double)step / StepsADoubling))))
            .Where(draws => draws <= most).Distinct(),
    ];

    /// <summary>The world's yardstick, measured on its own sequences.</summary>
    /// <param name="world">The urns.</param>
    /// <param name="most">The most draws.</param>
    /// <param name="sequences">How many sequences are averaged.</param>
    /// <param name="rng">Draws them.</param>
    public static Yardstick Of(UrnWorld world, int most, int sequences, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        var points = Points(most);
        var sums = new double[points.Count];
        for (var i = 0; i < sequences; i++)
        {
            var sequence = DrawSequence.Draw(world, most, rng.Fork("yardstick", i));
            var posterior = new UrnPosterior(world);
            for (var (at, n) = (0, 0); at < points.Count; at++)
            {
                for (; n < points[at]; n++)
                {
                    posterior.Observe(sequence.Draws[n]);
                }

                sums[at] += sequence.ExcessNats(posterior.LogPredictive());
            }
        }

        return new Yardstick(points, [.. sums.Select(sum => sum / sequences)]);
    }

    /// <summary>The mean of several worlds' yardsticks, made never to rise.</summary>
    public static Yardstick Mean(IReadOnlyList<Yardstick> worlds)
    {
        ArgumentNullException.ThrowIfNull(worlds);
        var mean = Enumerable.Range(0, worlds[0].Draws.Count).Select(at => worlds.Average(world => world.Excess[at])).ToArray();
        for (var at = 1; at < mean.Length; at++)
        {
            mean[at] = Math.Min(mean[at], mean[at - 1]);
        }

        return new Yardstick(worlds[0].Draws, mean);
    }

    /// <summary>Excess after a number of draws that is one of the points, or between two of them on a straight line.</summary>
    public double At(int draws)
    {
        var next = Enumerable.Range(0, Draws.Count).First(at => Draws[at] >= draws);
        return Draws[next] == draws
            ? Excess[next]
            : Excess[next - 1] + ((Excess[next] - Excess[next - 1]) * (draws - Draws[next - 1]) / (Draws[next] - Draws[next - 1]));
    }

    /// <summary>The draws at which the exact reader has this excess: 0 at its start or above, the most at its end or below.</summary>
    public double DrawsOf(double excess)
    {
        if (excess >= Excess[0])
        {
            return 0;
        }

        for (var at = 1; at < Draws.Count; at++)
        {
            if (Excess[at] <= excess)
            {
                var share = (Excess[at - 1] - excess) / (Excess[at - 1] - Excess[at]);
                return Draws[at - 1] + (share * (Draws[at] - Draws[at - 1]));
            }
        }

        return Draws[^1];
    }
}
