using AgentMemory.Core;
using AgentMemory.Fields;
using AgentMemory.Fields.Families.Urns;

namespace AgentMemory.Tests.Fields;

/// <summary>The exact predictive distribution against brute force over everything that could have happened.</summary>
public sealed class UrnProcessTests
{
    [Fact]
    public void Predictive_is_what_counting_every_ticket_and_every_ball_gives()
    {
        // Tickets 2 and 1; balls 1, 3, 0 and 2, 2, 4. Each pair of a ticket and draws from it is as likely as its weight.
        var process = new UrnProcess([[1, 3, 0], [2, 2, 4]], [2, 1]);
        var rng = new Rng(5);
        for (var length = 0; length <= 4; length++)
        {
            int[] draws = [.. Enumerable.Range(0, length).Select(_ => rng.Next(3))];
            var expected = ByEnumeration([[0, 1, 1, 1], [0, 0, 1, 1, 2, 2, 2, 2]], [2, 1], draws);
            var actual = process.Predictive(draws);
            for (var colour = 0; colour < 3; colour++)
            {
                Assert.Equal(expected[colour], actual[colour], 12);
            }
        }
    }

    [Fact]
    public void Field_offers_the_predictive_distribution_after_every_observation()
    {
        var field = FieldCatalogue.Resolve("urns?concepts=8&seed=4");
        var process = FieldCatalogue.UrnProcess(field, [0, 3, 7]);
        var draws = new List<int>();
        for (var step = 0; step < 200; step++)
        {
            var predictive = process.Predictive(draws);
            Assert.Equal(1, predictive.Sum(), 9);
            Assert.Equal(0, process.ExcessBits(draws, predictive), 9);
            draws.Add(step % process.Colours);
        }

        Assert.Throws<ArgumentException>(() => FieldCatalogue.UrnProcess(field, [8]));
        Assert.Throws<ArgumentException>(() => FieldCatalogue.UrnProcess(
            FieldCatalogue.Resolve("algebra?concepts=8"), [0]));
    }

    [Fact]
    public void Excess_bits_are_the_divergence_from_the_exact_distribution()
    {
        var process = new UrnProcess([[1, 1]], [1]);
        Assert.Equal(0, process.ExcessBits([], [0.5, 0.5]), 12);
        // 0.5 log2(0.5/0.25) + 0.5 log2(0.5/0.75) by hand.
        Assert.Equal(0.2075187496, process.ExcessBits([], [0.25, 0.75]), 9);
        Assert.Equal(double.PositiveInfinity, process.ExcessBits([], [1, 0]));
        Assert.Throws<ArgumentException>(() => process.ExcessBits([], [0.5, 0.6]));
    }

    // Every sequence of single balls is gone through; no formula of chances is used.
    private static double[] ByEnumeration(int[][] urns, int[] tickets, int[] draws)
    {
        var mass = new double[3];
        for (var urn = 0; urn < urns.Length; urn++)
        {
            var sequences = 1;
            for (var i = 0; i <= draws.Length; i++)
            {
                sequences *= urns[urn].Length;
            }

            for (var sequence = 0; sequence < sequences; sequence++)
            {
                var rest = sequence;
                var balls = new int[draws.Length + 1];
                for (var i = 0; i < balls.Length; i++)
                {
                    balls[i] = urns[urn][rest % urns[urn].Length];
                    rest /= urns[urn].Length;
                }

                if (balls.AsSpan(0, draws.Length).SequenceEqual(draws))
                {
                    mass[balls[^1]] += (double)tickets[urn] / sequences;
                }
            }
        }

        return [.. mass.Select(m => m / mass.Sum())];
    }
}
