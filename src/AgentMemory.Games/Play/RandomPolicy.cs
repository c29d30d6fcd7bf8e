namespace AgentMemory.Games.Play;

/// <summary>Picks uniformly among the legal moves.</summary>
public sealed class RandomPolicy : IPolicy
{
    private RandomPolicy()
    {
    }

    public static RandomPolicy Instance { get; } = new();

    public void Weigh(IPosition position, int seat, Span<double> probabilities) =>
        probabilities.Fill(1.0 / probabilities.Length);
}
