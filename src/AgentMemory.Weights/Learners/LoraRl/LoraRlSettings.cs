using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>What the learner "lora-rl" is set by.</summary>
public sealed record LoraRlSettings
{
    public required AdapterStudySettings Study { get; init; }

    /// <summary>Attempts at each start; they make a group.</summary>
    public required int Attempts { get; init; }

    /// <summary>Rounds of playing and training in one study.</summary>
    public required int Rounds { get; init; }

    /// <summary>How far the ratio of new to old probability may go from 1 before it pushes no more.</summary>
    public required double Clip { get; init; }

    /// <summary>Factor of the divergence from the base model.</summary>
    public required double BaseDivergence { get; init; }

    /// <summary>Reads them; epochs are the passes over a round.</summary>
    public static LoraRlSettings Read(LearnerSettings settings)
    {
        var read = new LoraRlSettings
        {
            Study = AdapterStudySettings.Read(settings),
            Attempts = settings.Whole("attempts", 2, 1_000),
            Rounds = settings.Whole("rounds", 1, 1_000),
            Clip = settings.Number("clip", 0.01, 10),
            BaseDivergence = settings.Number("base_divergence", 0, 10),
        };
        settings.RefuseUnread();
        return read;
    }
}
