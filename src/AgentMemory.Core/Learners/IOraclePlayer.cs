using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;

namespace AgentMemory.Core.Learners;

/// <summary>A player that is told the true state of every episode: a reference that others are measured by, never a learner.</summary>
public interface IOraclePlayer : IPlayer
{
    /// <summary>One choice per turn, in order.</summary>
    IReadOnlyList<Choice> Choose(IReadOnlyList<(Turn Turn, IEpisode Moment)> moments, CancellationToken cancellation);
}
