using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>No episodes: a learner inside another one spends none of the budget.</summary>
internal sealed class NoPractice : IPractice
{
    public static NoPractice Instance { get; } = new();

    public int EpisodesLeft => 0;

    public IReadOnlyList<EpisodeRecord> Play(IPlayer player, int episodes, CancellationToken cancellation) => [];

    public IReadOnlyList<EpisodeRecord> Play(IPlayer player, int starts, int attempts, CancellationToken cancellation) => [];
}
