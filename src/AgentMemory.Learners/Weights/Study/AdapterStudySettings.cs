using AgentMemory.Training.Architectures;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>How one study trains: the adapter's own settings, and what its learner adds.</summary>
public sealed record AdapterStudySettings
{
    public required AdapterSettings Adapter { get; init; }

    /// <summary>The layers that the adapter is on.</summary>
    public AdaptedLayers Layers { get; init; }

    /// <summary>Share of the lessons that come from earlier studies; 0 for none.</summary>
    public double ReplayShare { get; init; }

    /// <summary>Factor of the divergence from the player as it was before the study, at every place that is trained; 0 for none.</summary>
    public double KlWeight { get; init; }

    /// <summary>Self-generated documents that each pass replays; 0 for none.</summary>
    public int RehearsedEachPass { get; init; }

    /// <summary>The rate stays as it is after warming up, and the moments are carried from study to study.</summary>
    public bool GoesOn { get; init; }
}
