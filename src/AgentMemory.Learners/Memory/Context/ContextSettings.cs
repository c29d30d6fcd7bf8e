using AgentMemory.Core.Learners;
using AgentMemory.Learners.Prompts;

namespace AgentMemory.Learners.Memory.Context;

/// <summary>Which experience stands in the window.</summary>
public enum ContextKeeping
{
    [Setting("as many of the latest episodes as fit")]
    Recent,

    [Setting("the best-scored episodes in a share of the room, the latest in the rest")]
    BestAndRecent,

    [Setting("the latest episodes; the model sums up in lines what no longer fits")]
    Compacted,
}

/// <summary>What the learner "context" is set by.</summary>
public sealed record ContextSettings : LearnerSettings
{
    [Setting("Which experience stands in the window.")]
    public ContextKeeping Keeps { get; init; } = ContextKeeping.Recent;

    [Setting("How an episode stands in the window.")]
    public EpisodeForm Shows { get; init; } = EpisodeForm.Whole;

    [Setting("Episodes that are kept at all.", Least = 1, Most = 1_000_000, IsMemorySize = true)]
    public int EpisodesMax { get; init; } = 200;

    [Setting("The best episodes' share of the room, for best-and-recent.", Least = 0, Most = 1)]
    public double BestShare { get; init; } = 0.5;

    [Setting("Room for the summary, in tokens, for compacted.", Least = 16, Most = 1_000_000, IsMemorySize = true)]
    public int SummaryTokens { get; init; } = 120;
}
