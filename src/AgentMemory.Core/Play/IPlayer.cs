namespace AgentMemory.Core.Play;

/// <summary>
/// A learner frozen for playing. It has nothing to learn with, so an exam cannot teach it. Not thread-safe.
/// </summary>
public interface IPlayer : IDisposable
{
    /// <summary>One choice per turn, in order. Turns of one call share a batch.</summary>
    IReadOnlyList<Choice> Choose(IReadOnlyList<Turn> turns, CancellationToken cancellation);
}
