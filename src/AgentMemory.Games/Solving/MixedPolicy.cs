using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>Plays as another policy does, but for a share of random moves.</summary>
/// <param name="policy">The other.</param>
/// <param name="epsilon">How often a random move is made instead.</param>
public sealed class MixedPolicy(IPolicy policy, double epsilon) : IPolicy
{
    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        policy.Weigh(position, seat, probabilities);
        for (var move = 0; move < probabilities.Length; move++)
        {
            probabilities[move] = ((1 - epsilon) * probabilities[move]) + (epsilon / probabilities.Length);
        }
    }
}
