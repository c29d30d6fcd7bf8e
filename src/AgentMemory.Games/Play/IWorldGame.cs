namespace AgentMemory.Games.Play;

/// <summary>A game whose positions can be carried over into the same game with another hidden part.</summary>
public interface IWorldGame : IGame
{
    /// <summary>The same position, were this game's hidden part the true one.</summary>
    IPosition InWorld(IPosition position);
}
