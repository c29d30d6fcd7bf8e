namespace AgentMemory.Core.Play;

/// <summary>A player that can be asked what it would remember at a turn, without choosing anything.</summary>
public interface IRecallingPlayer : IPlayer
{
    /// <summary>What would stand in front of the turn's episode, as far as a window holds it.</summary>
    Recollection Recall(Turn turn);
}
