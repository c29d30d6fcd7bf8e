namespace AgentMemory.Games.Play;

/// <summary>A fixed way to play a seat. Safe to share between threads.</summary>
public interface IPolicy
{
    /// <summary>Fills in the probability of each of the seat's moves; they sum to 1.</summary>
    /// <param name="position">A position in which the seat has moves.</param>
    /// <param name="seat">Whose moves.</param>
    /// <param name="probabilities">As many as the seat has moves.</param>
    void Weigh(IPosition position, int seat, Span<double> probabilities);
}
