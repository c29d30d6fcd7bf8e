namespace AgentMemory.Games.Play;

/// <summary>What happens next in a position.</summary>
public enum Phase
{
    /// <summary>One or more seats choose, each without seeing what the others choose now.</summary>
    Moves,

    /// <summary>Chance decides; nobody chooses.</summary>
    Chance,

    /// <summary>The game is over and every seat has its score.</summary>
    Over,
}

/// <summary>
/// A game at one moment, with all that is true of it, seen or unseen. Immutable. Two positions of one game are equal
/// exactly when everything that can still happen is the same, scores included. Moves are numbered 0, 1, 2, ... in a fixed
/// order; their texts are what players write.
/// </summary>
public interface IPosition : IEquatable<IPosition>
{
    Phase Phase { get; }

    /// <summary>True where chance has a choice at the same time as the seats.</summary>
    bool IsChanceChoosing => false;

    /// <summary>How many moves the seat may choose from; 0 for a seat that waits.</summary>
    int MoveCount(int seat);

    /// <summary>The move as players write it; different for every move of the seat.</summary>
    string MoveText(int seat, int move);

    /// <summary>The position after one move of every seat; the number of a seat that waits is not read.</summary>
    IPosition After(ReadOnlySpan<int> moves);

    /// <summary>How many outcomes chance has here; 0 unless it is chance's turn.</summary>
    int ChanceCount { get; }

    /// <summary>The probability of an outcome of chance, positive; they sum to 1.</summary>
    double ChanceProbability(int outcome);

    IPosition AfterChance(int outcome);

    /// <summary>The seat's score, once the game is over.</summary>
    double Score(int seat);
}
