using System.Diagnostics;

namespace AgentMemory.Games.Play;

/// <summary>A position of a game in which one seat moves at a time and chance decides only at the start.</summary>
public abstract class TurnPosition : IPosition
{
    /// <summary>The seat to move, or -1 when the game is over.</summary>
    public abstract int Mover { get; }

    /// <summary>How many moves <see cref="Mover"/> has; positive unless the game is over.</summary>
    public abstract int Count { get; }

    public Phase Phase => Mover < 0 ? Phase.Over : Phase.Moves;

    public int ChanceCount => 0;

    /// <summary>The text of one of the mover's moves.</summary>
    public abstract string Text(int move);

    /// <summary>The position after the mover's move.</summary>
    public abstract TurnPosition After(int move);

    public abstract double Score(int seat);

    public abstract bool Equals(IPosition? other);

    public abstract override int GetHashCode();

    public sealed override bool Equals(object? obj) => obj is IPosition position && Equals(position);

    public int MoveCount(int seat) => seat == Mover ? Count : 0;

    public string MoveText(int seat, int move) => Text(move);

    public IPosition After(ReadOnlySpan<int> moves) => After(moves[Mover]);

    public double ChanceProbability(int outcome) => throw new UnreachableException("no chance in this position");

    public IPosition AfterChance(int outcome) => throw new UnreachableException("no chance in this position");
}
