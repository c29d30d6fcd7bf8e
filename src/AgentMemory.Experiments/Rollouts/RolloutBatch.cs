using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;

namespace AgentMemory.Experiments.Rollouts;

/// <summary>Finished episodes, in the order in which they were asked for, and what they took.</summary>
public sealed record RolloutBatch(IReadOnlyList<EpisodeRecord> Episodes, Cost Cost, int Moves, int Unreadable)
{
    /// <summary>
    /// For each move of the first episode what stood in front of it: documents and memory. Null where it was the same as
    /// at the move before.
    /// </summary>
    public IReadOnlyList<string?> FirstMemory { get; init; } = [];

    /// <summary>Titles of documents that did not fit the window at some move.</summary>
    public IReadOnlyCollection<string> DocumentsLeftOut { get; init; } = [];
}
