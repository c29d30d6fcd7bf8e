using AgentMemory.Core.Models;

namespace AgentMemory.Core.Learners;

/// <summary>
/// A learner whose player wears adapters. Whoever asks can put the same ones on and see what else they changed: what the model
/// still knows of the text it was made from.
/// </summary>
public interface IAdapted
{
    /// <summary>What the player opened from this artifact wears; none before any study.</summary>
    IReadOnlyList<WornAdapter> Worn(Artifact? artifact);
}
