using System.Numerics;
using AgentMemory.Claims.BayesGap;
using AgentMemory.Core;
using AgentMemory.Fields.Families.Urns;

namespace AgentMemory.Tests.Claims;

/// <summary>The exact reader in logarithms against the project's exact fractions.</summary>
public sealed class UrnPosteriorTests
{
    [Theory]
    [InlineData(2, 2, 24)]
    [InlineData(16, 4, 24)]
    [InlineData(64, 8, 64)]
    public void Logarithms_agree_with_exact_fractions_to_a_billionth(int urns, int colours, int balls)
    {
        var world = World(urns, colours, balls, 3);
        var exact = new UrnProcess(
            [.. world.Balls.Select(urn => (IReadOnlyList<BigInteger>)[.. urn.Select(count => (BigInteger)count)])], [.. world.Balls.Select(_ => 1)]);
        var sequence = DrawSequence.Draw(world, 40, new Rng(8));
        var posterior = new UrnPosterior(world);
        for (var n = 0; n <= sequence.Draws.Count; n++)
        {
            var expected = exact.Predictive([.. sequence.Draws.Take(n)]);
            Assert.All(posterior.LogPredictive().Zip(expected), pair => Assert.InRange(Math.Exp(pair.First) - pair.Second, -1e-9, 1e-9));
            if (n < sequence.Draws.Count)
            {
                posterior.Observe(sequence.Draws[n]);
            }
        }
    }

    [Fact]
    public void Thousands_of_draws_do_not_underflow()
    {
        var world = World(8, 4, 24, 1);
        var posterior = new UrnPosterior(world);
        var sequence = DrawSequence.Draw(world, 20_000, new Rng(2));
        sequence.Draws.ToList().ForEach(posterior.Observe);
        Assert.InRange(sequence.ExcessNats(posterior.LogPredictive()), 0, 1e-6);
    }

    [Fact]
    public void A_world_follows_from_its_seed_and_every_colour_has_a_ball()
    {
        var world = World(64, 8, 64, 5);
        Assert.All(world.Balls, urn => Assert.True(urn.Sum() == 64 && urn.All(count => count > 0)));
        Assert.Equal(world.Balls, World(64, 8, 64, 5).Balls);
        Assert.NotEqual(world.Balls, World(64, 8, 64, 6).Balls);
        Assert.Equal(world.Words.Order(), world.Renamed().Words.Order());
        Assert.All(world.Words.Zip(world.Renamed().Words), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Another_order_means_nothing_to_the_exact_reader_at_the_points_of_the_grid()
    {
        int[] grid = [0, 1, 2, 4, 8, 16];
        var sequence = DrawSequence.Draw(World(16, 4, 24, 7), 16, new Rng(1));
        var shuffled = sequence.Shuffled(grid, new Rng(4));
        Assert.NotEqual(sequence.Draws, shuffled.Draws);
        var read = ReferenceReaders.Exact.Read([sequence, shuffled], grid, CancellationToken.None);
        Assert.All(read[0].Zip(read[1]), point => Assert.All(point.First.Zip(point.Second), pair => Assert.Equal(pair.First, pair.Second, 9)));
    }

    internal static UrnWorld World(int urns, int colours, int balls, ulong seed) =>
        UrnWorld.Draw(new UrnSize(urns, colours, balls), [.. Enumerable.Range(0, colours).Select(colour => $"w{colour}")], seed);
}
