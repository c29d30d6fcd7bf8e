using System.Numerics;

namespace AgentMemory.Fields.Families.Urns;

/// <summary>
/// Draws with replacement from one of several urns, chosen by known weights and then hidden. The exact Bayesian
/// predictive distribution is there after every observation, so that anybody's own can be compared with it in bits.
/// </summary>
public sealed class UrnProcess
{
    private readonly IReadOnlyList<IReadOnlyList<BigInteger>> _balls;
    private readonly IReadOnlyList<int> _weights;
    private readonly BigInteger[] _totals;
    private readonly BigInteger _common;

    /// <summary>A process.</summary>
    /// <param name="balls">For each urn, the number of balls of each colour; the same number of colours
    /// everywhere.</param>
    /// <param name="weights">For each urn, how often it is chosen relative to the others; positive.</param>
    /// <exception cref="ArgumentException">Nothing to choose from, an empty urn, or lists of unequal
    /// length.</exception>
    public UrnProcess(IReadOnlyList<IReadOnlyList<BigInteger>> balls, IReadOnlyList<int> weights)
    {
        if (balls.Count == 0 || balls.Count != weights.Count || weights.Any(w => w <= 0)
            || balls.Any(u => u.Count != balls[0].Count || u.Any(b => b < 0) || u.All(b => b.IsZero)))
        {
            throw new ArgumentException(
                "urns need balls of the same colours and a positive weight each", nameof(balls));
        }

        _balls = balls;
        _weights = weights;
        _totals = [.. balls.Select(urn => urn.Aggregate(BigInteger.Zero, (sum, b) => sum + b))];
        _common = _totals.Aggregate(
            BigInteger.One, (product, total) => product * total / BigInteger.GreatestCommonDivisor(product, total));
    }

    public int Colours => _balls[0].Count;

    /// <summary>
    /// Probability of each colour for the next draw, given the draws so far (colour numbers). All zero where the draws
    /// are impossible under every urn.
    /// </summary>
    public IReadOnlyList<double> Predictive(IReadOnlyList<int> draws)
    {
        var posterior = Posterior(draws);
        return posterior is null
            ? new double[Colours]
            : [.. Enumerable.Range(0, Colours).Select(colour => AsDouble(Next(posterior, colour)))];
    }

    /// <summary>
    /// Kullback-Leibler divergence of a predictive distribution from the exact one, in bits: what the next draw costs
    /// whoever believes it, beyond what it has to cost. Infinite where something possible is held to be impossible.
    /// </summary>
    /// <exception cref="ArgumentException">Not a distribution over the colours.</exception>
    public double ExcessBits(IReadOnlyList<int> draws, IReadOnlyList<double> believed)
    {
        if (believed.Count != Colours || believed.Any(p => p < 0) || Math.Abs(believed.Sum() - 1) > 1e-6)
        {
            throw new ArgumentException($"a distribution over {Colours} colours is wanted", nameof(believed));
        }

        var exact = Predictive(draws);
        return Enumerable.Range(0, Colours).Where(c => exact[c] > 0)
            .Sum(c => exact[c] * Math.Log2(exact[c] / believed[c]));
    }

    /// <summary>First engine: the posterior updated draw by draw, or null where the draws are impossible.</summary>
    internal IReadOnlyList<Ratio>? Posterior(IReadOnlyList<int> draws)
    {
        var belief = _weights.Select(w => new Ratio(w, _weights.Sum())).ToList();
        foreach (var draw in draws)
        {
            belief = [.. belief.Select((b, urn) => b * Chance(urn, draw))];
            var total = belief.Aggregate(new Ratio(0, 1), (sum, b) => sum + b);
            if (total.Numerator.IsZero)
            {
                return null;
            }

            belief = [.. belief.Select(b => b / total)];
        }

        return belief;
    }

    /// <summary>First engine: chance of a colour under a posterior.</summary>
    internal Ratio Next(IReadOnlyList<Ratio> posterior, int colour) => posterior
        .Select((p, urn) => p * Chance(urn, colour)).Aggregate(new Ratio(0, 1), (sum, p) => sum + p);

    /// <summary>
    /// Second engine: the chance of the draws and the next colour together over that of the draws alone, all sequences
    /// counted ball by ball on one common denominator.
    /// </summary>
    internal Ratio? NextByCounting(IReadOnlyList<int> draws, int colour)
    {
        var alone = Ways(draws).Aggregate(BigInteger.Zero, (sum, w) => sum + w);
        var with = Ways([.. draws, colour]).Aggregate(BigInteger.Zero, (sum, w) => sum + w);
        return alone.IsZero ? null : new Ratio(with, alone * _common);
    }

    /// <summary>Second engine: for each urn, its weight times the ways to draw the sequence, on the common
    /// denominator.</summary>
    internal IReadOnlyList<BigInteger> Ways(IReadOnlyList<int> draws)
    {
        return [.. _balls.Select((urn, i) => draws.Aggregate(
            (BigInteger)_weights[i], (ways, draw) => ways * urn[draw] * (_common / _totals[i])))];
    }

    private static double AsDouble(Ratio ratio)
    {
        // Both are cut to the same number of leading bits, so that long fractions do not overflow.
        var excess = (int)Math.Max(0, ratio.Denominator.GetBitLength() - 900);
        return (double)(ratio.Numerator >> excess) / (double)(ratio.Denominator >> excess);
    }

    private Ratio Chance(int urn, int colour) => new(_balls[urn][colour], _totals[urn]);
}
