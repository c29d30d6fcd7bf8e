using AgentMemory.Core;

namespace AgentMemory.Weights;

/// <summary>How much a learner imagines other worlds to keep what its base model can do.</summary>
public sealed record ImaginationSettings
{
    /// <summary>Nothing is imagined.</summary>
    public static ImaginationSettings None { get; } = new() { Lives = 0, EachPass = 0, Weight = 0 };

    /// <summary>Lives imagined in each study; 0 for none.</summary>
    public required int Lives { get; init; }

    /// <summary>Of these, how many each pass rehearses.</summary>
    public required int EachPass { get; init; }

    /// <summary>What all lives of a pass weigh together, as a factor of what its lessons weigh.</summary>
    public required double Weight { get; init; }

    /// <summary>Reads imagined_lives, imagined_each_pass and imagined_weight.</summary>
    public static ImaginationSettings Read(LearnerSettings settings) => new()
    {
        Lives = settings.Whole("imagined_lives", 0, 100_000),
        EachPass = settings.Whole("imagined_each_pass", 0, 100_000),
        Weight = settings.Number("imagined_weight", 0, 100),
    };
}
