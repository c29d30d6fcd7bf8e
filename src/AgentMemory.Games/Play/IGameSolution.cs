namespace AgentMemory.Games.Play;

/// <summary>What a game is worth to the learner against the game's own opponent.</summary>
public interface IGameSolution
{
    /// <summary>Mean score of a learner that picks uniformly among its legal moves.</summary>
    double Floor { get; }

    /// <summary>Mean score of the best response.</summary>
    double Ceiling { get; }

    /// <summary>As <see cref="Floor"/> and <see cref="Ceiling"/>, were a play to start at one of these of the game's starts.</summary>
    /// <param name="start">The game's start, or some of its outcomes.</param>
    (double Floor, double Ceiling) From(IPosition start);

    /// <summary>How many positions were solved.</summary>
    int States { get; }

    /// <summary>
    /// What each of the learner's moves is worth when best play follows, in the order of the moves; null where the
    /// game is not solved position by position.
    /// </summary>
    /// <param name="episode">An episode of this game that is not over.</param>
    IReadOnlyList<double>? MoveValues(GameEpisode episode);
}
