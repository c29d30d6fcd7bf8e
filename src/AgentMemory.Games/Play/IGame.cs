namespace AgentMemory.Games.Play;

/// <summary>
/// An invented game: who plays, where it starts and how a seat is shown what it may know. Immutable and safe to share
/// between threads. Every game ends after finitely many moves.
/// </summary>
public interface IGame
{
    /// <summary>The game's invented name.</summary>
    string Name { get; }

    /// <summary>The seats, by name; a seat is an index into this list.</summary>
    IReadOnlyList<string> Roles { get; }

    /// <summary>Where every play starts; often a chance position, so that plays differ.</summary>
    IPosition Start { get; }

    /// <summary>No score is lower.</summary>
    double ScoreMin { get; }

    /// <summary>No score is higher.</summary>
    double ScoreMax { get; }

    /// <summary>
    /// True when some seat does not see all of the position, so that what it should do depends on all it has seen.
    /// What a seat has seen is exactly the sequence of its views and its own moves; in positions that it cannot tell apart
    /// it has the same moves in the same order.
    /// </summary>
    bool HidesInformation { get; }

    /// <summary>
    /// What the seat knows of a position in which it is asked: two positions give equal sights exactly when the seat is
    /// shown the same in both. Where <see cref="HidesInformation"/> is true a sight holds all that the seat has seen of
    /// the play, so that equal sights have the same past.
    /// </summary>
    object Sight(IPosition position, int seat);

    /// <summary>Names what the seat knows of such a position, the same over runs: two are equal exactly when the sights are.</summary>
    string Key(IPosition position, int seat);

    /// <summary>What the seat sees before it moves: what happened since its last move, and the position. One terse line.</summary>
    string View(IPosition position, int seat, IReadOnlyList<Happening> since);

    /// <summary>
    /// Where the view of a position asks about one thing and nothing was replied yet, that thing alone; null elsewhere. See
    /// <see cref="Core.Episodes.View.Thing"/>.
    /// </summary>
    string? Thing(IPosition position, int seat) => null;

    /// <summary>What the seat is told at the end. One terse line.</summary>
    string Feedback(IPosition position, int seat, IReadOnlyList<Happening> since);

    /// <summary>
    /// The move that was right at the first view, as players write it, where <see cref="Feedback"/> tells it whatever was played; null
    /// where it tells none.
    /// </summary>
    string? RightReply(IPosition position, int seat) => null;

    /// <summary>The position for a person's eyes, in several lines, holding nothing the seat may not know.</summary>
    string Board(IPosition position, int seat);
}

/// <summary>Something that happened between two positions.</summary>
/// <param name="Before">The position it happened in.</param>
/// <param name="Moves">One move number for every seat, -1 for a seat that waited; empty when chance decided.</param>
/// <param name="Outcome">What chance decided, or -1.</param>
/// <param name="After">The position it led to.</param>
public sealed record Happening(IPosition Before, IReadOnlyList<int> Moves, int Outcome, IPosition After);
