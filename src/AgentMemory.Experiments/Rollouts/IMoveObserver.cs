using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;

namespace AgentMemory.Experiments.Rollouts;

/// <summary>Watches episodes that are played, and changes nothing in them.</summary>
public interface IMoveObserver
{
    /// <summary>Called after every move.</summary>
    void Observe(ObservedMove move);
}

/// <summary>A move that was played.</summary>
/// <param name="Episode">The seed of its episode.</param>
/// <param name="View">What the player was shown.</param>
/// <param name="Reply">What took effect.</param>
/// <param name="Unreadable">What the player wrote instead, where that could not be read.</param>
/// <param name="Choice">All that the player said.</param>
/// <param name="Outcome">How the episode ended; null while it goes on.</param>
public sealed record ObservedMove(ulong Episode, View View, string Reply, string? Unreadable, Choice Choice, Outcome? Outcome);
