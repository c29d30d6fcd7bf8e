using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>Plays a seat by what it sees; where nothing is written down for a sight, uniformly.</summary>
public sealed class SightPolicy(IGame game, IReadOnlyDictionary<object, double[]> weights) : IPolicy
{
    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        if (weights.TryGetValue(game.Sight(position, seat), out var known))
        {
            known.CopyTo(probabilities);
        }
        else
        {
            probabilities.Fill(1.0 / probabilities.Length);
        }
    }
}
