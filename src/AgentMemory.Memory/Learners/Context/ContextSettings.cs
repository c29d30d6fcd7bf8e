using AgentMemory.Core;

namespace AgentMemory.Memory;

/// <summary>Which experience stands in the window.</summary>
public enum ContextKeeping
{
    /// <summary>The latest episodes, the oldest dropped first.</summary>
    Recent,

    /// <summary>The best-scored episodes in a share of the room, the latest in the rest.</summary>
    BestAndRecent,

    /// <summary>The latest episodes; what falls out of the window the model sums up in lines.</summary>
    Compacted,
}

/// <summary>The numbers that the context learner is set by.</summary>
internal sealed record ContextSettings
{
    /// <summary>Episodes kept at all.</summary>
    public required int EpisodesMax { get; init; }

    public required ContextKeeping Keeping { get; init; }

    /// <summary>The best episodes' share of the room, from 0 to 1.</summary>
    public required double BestShare { get; init; }

    /// <summary>A game whose end told the right reply is shown as its question with that reply, not word for word.</summary>
    public required bool IsBrief { get; init; }

    /// <summary>Room for the summary of what fell out.</summary>
    public required int SummaryTokensMax { get; init; }

    /// <summary>Reads the settings of the learner "context".</summary>
    public static ContextSettings Read(LearnerSettings settings) => new()
    {
        EpisodesMax = settings.Whole("episodes_max", 1, 1_000_000),
        Keeping = settings.Word("keeps", "recent", "best-and-recent", "compacted") switch
        {
            "recent" => ContextKeeping.Recent,
            "compacted" => ContextKeeping.Compacted,
            _ => ContextKeeping.BestAndRecent,
        },
        BestShare = settings.Number("best_share", 0, 1),
        IsBrief = settings.Word("shows", "whole", "brief") == "brief",
        SummaryTokensMax = settings.Whole("summary_tokens", 16, 1_000_000),
    };
}
