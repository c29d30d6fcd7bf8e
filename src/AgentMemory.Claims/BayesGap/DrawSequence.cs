using AgentMemory.Core;

namespace AgentMemory.Claims.BayesGap;

/// <summary>Draws with replacement from one urn of a world; which one is hidden from the reader.</summary>
/// <param name="World">The urns.</param>
/// <param name="Hidden">The urn that is drawn from.</param>
/// <param name="Draws">Colours, in order.</param>
public sealed record DrawSequence(UrnWorld World, int Hidden, IReadOnlyList<int> Draws)
{
    /// <summary>So many draws from an urn that is drawn uniformly.</summary>
    public static DrawSequence Draw(UrnWorld world, int count, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(rng);
        var hidden = rng.Next(world.Balls.Count);
        var bag = world.Balls[hidden].SelectMany((balls, colour) => Enumerable.Repeat(colour, balls)).ToArray();
        return new DrawSequence(world, hidden, [.. Enumerable.Range(0, count).Select(_ => rng.Pick(bag))]);
    }

    /// <summary>The first draws in another order, those after them as they were: each part between two points of the grid keeps its own draws.</summary>
    /// <param name="grid">Ascending; the draws known at each of its points stay the same ones.</param>
    /// <param name="rng">Draws the order.</param>
    public DrawSequence Shuffled(IReadOnlyList<int> grid, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(rng);
        var draws = Draws.ToArray();
        foreach (var (from, to) in grid.Zip(grid.Skip(1)))
        {
            rng.Shuffle(draws.AsSpan(from, to - from));
        }

        return this with { Draws = draws };
    }

    /// <summary>
    /// What it costs, in nats, to believe a distribution while the hidden urn is drawn from, beyond what it has to cost: the
    /// Kullback-Leibler divergence of the belief from the urn's composition, which is the cross-entropy less the composition's entropy.
    /// </summary>
    /// <param name="logProbabilities">Natural logs by colour.</param>
    public double ExcessNats(IReadOnlyList<double> logProbabilities)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        var sum = 0.0;
        for (var colour = 0; colour < World.Colours; colour++)
        {
            var share = World.Share(Hidden, colour);
            sum += share * (Math.Log(share) - logProbabilities[colour]);
        }

        return sum;
    }
}
