using AgentMemory.Core;

namespace AgentMemory.Tests.Core;

public sealed class RngTests
{
    [Fact]
    public void The_generator_is_xoshiro256_starstar_seeded_by_splitmix64()
    {
        // Computed once with the authors' C code (prng.di.unimi.it), state filled by splitmix64 from seed 42.
        var rng = new Rng(42);
        Assert.Equal(1546998764402558742UL, rng.NextBits());
        Assert.Equal(6990951692964543102UL, rng.NextBits());
    }

    [Fact]
    public void A_fork_depends_on_seed_and_label_but_not_on_what_was_drawn()
    {
        var fresh = new Rng(7);
        var used = new Rng(7);
        used.NextDouble();
        Assert.Equal(fresh.Fork("a").NextBits(), used.Fork("a").NextBits());
        Assert.NotEqual(fresh.Fork("a").NextBits(), fresh.Fork("b").NextBits());
        Assert.NotEqual(fresh.Fork("a", 1).NextBits(), fresh.Fork("a", 2).NextBits());
    }

    [Fact]
    public void Small_ranges_are_uniform()
    {
        var rng = new Rng(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[rng.Next(7)]++;
        }

        // Chi-square with 6 degrees of freedom: 22.46 is its 99.9th percentile.
        Assert.True(counts.Sum(c => Math.Pow(c - 10_000, 2) / 10_000) < 22.46);
    }

    [Fact]
    public void Shuffling_keeps_every_item()
    {
        var items = Enumerable.Range(0, 50).ToArray();
        new Rng(1).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 50), items);
        Assert.Equal(Enumerable.Range(0, 50), items.Order());
    }
}
