using AgentMemory.Core;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>What the learner "fast-slow" is set by.</summary>
public sealed record FastSlowSettings
{
    /// <summary>Of the fast adapter, after every episode.</summary>
    public required LoraSettings Fast { get; init; }

    /// <summary>Of the slow adapter, at each consolidation.</summary>
    public required AdapterStudySettings Slow { get; init; }

    /// <summary>Episodes between two consolidations: k blocks are k times the plan's practice.</summary>
    public required int ConsolidateEpisodes { get; init; }

    /// <summary>Reads them; the slow adapter's stand under "slow_".</summary>
    public static FastSlowSettings Read(LearnerSettings settings)
    {
        var fast = LoraSettings.ReadShared(settings) with { CarriesMoments = true };
        var read = new FastSlowSettings
        {
            Fast = fast,
            Slow = fast.Study with
            {
                Rank = settings.Number("slow_rank", AdapterRanges.Rank),
                LearningRate = settings.Number("slow_learning_rate", 1e-7, 1),
                Epochs = settings.Whole("slow_epochs", 1, 10_000),
                ReplayShare = 0,
                Anchor = 0,
            },
            ConsolidateEpisodes = settings.Whole("consolidate_episodes", 1, 1_000_000),
        };
        settings.RefuseUnread();
        return fast.Orthogonal
            ? throw new UserErrorException("learner fast-slow: orthogonal: true cannot be used; its adapters stand on one another")
            : read;
    }
}
