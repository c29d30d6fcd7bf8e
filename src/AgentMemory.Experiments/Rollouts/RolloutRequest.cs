using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Experiments.Rollouts;

/// <summary>An episode about to be played.</summary>
public sealed record RolloutRequest
{
    public required ITask Task { get; init; }

    public required IEpisode Start { get; init; }

    /// <summary>Seed of the episode.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Seed of every choice in it: that of the episode, but for further attempts at the same episode.</summary>
    public required ulong Draws { get; init; }

    public required IReadOnlyList<Document> Documents { get; init; }

    public required double Temperature { get; init; }

    public required bool Restricted { get; init; }
}
