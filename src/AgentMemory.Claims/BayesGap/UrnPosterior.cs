namespace AgentMemory.Claims.BayesGap;

/// <summary>The exact Bayesian reader of a world whose urns are known, in logarithms, so that thousands of draws do not underflow.</summary>
public sealed class UrnPosterior
{
    private readonly double[][] _logShares;
    private readonly double[] _logWeights;

    /// <summary>Before any draw: all urns equally likely.</summary>
    public UrnPosterior(UrnWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        _logShares = [.. world.Balls.Select((urn, i) => urn.Select((_, colour) => Math.Log(world.Share(i, colour))).ToArray())];
        _logWeights = new double[world.Balls.Count];
    }

    /// <summary>Takes one draw in.</summary>
    public void Observe(int colour)
    {
        for (var urn = 0; urn < _logWeights.Length; urn++)
        {
            _logWeights[urn] += _logShares[urn][colour];
        }
    }

    /// <summary>Natural log-probability of each colour for the next draw.</summary>
    public double[] LogPredictive()
    {
        var max = _logWeights.Max();
        var colours = _logShares[0].Length;
        var sums = new double[colours];
        var total = 0.0;
        for (var urn = 0; urn < _logWeights.Length; urn++)
        {
            var weight = Math.Exp(_logWeights[urn] - max);
            total += weight;
            for (var colour = 0; colour < colours; colour++)
            {
                sums[colour] += weight * Math.Exp(_logShares[urn][colour]);
            }
        }

        return Array.ConvertAll(sums, sum => Math.Log(sum / total));
    }
}
