using AgentMemory.Core;
using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>How a learner's adapter is trained in one study.</summary>
public sealed record AdapterStudySettings
{
    public required int Rank { get; init; }

    public required double Alpha { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Passes over the lessons.</summary>
    public required int Epochs { get; init; }

    /// <summary>Tokens of a batch; each batch is one optimiser step.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>Pulls the adapter towards zero, that is the player towards the base model.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Share of the lessons that come from earlier studies; 0 for none.</summary>
    public double ReplayShare { get; init; }

    /// <summary>Factor of the divergence from the player as it was before the study, at every place that is trained; 0 for none.</summary>
    public double Anchor { get; init; }

    /// <summary>Imagined lives that each pass rehearses; 0 for none.</summary>
    public int RehearsedEachPass { get; init; }

    /// <summary>The rate stays as it is after warming up, and the moments are carried from study to study.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Reads rank, alpha, learning_rate, epochs, batch_tokens and weight_decay.</summary>
    public static AdapterStudySettings Read(LearnerSettings settings) => new()
    {
        Rank = settings.Number("rank", AdapterRanges.Rank),
        Alpha = settings.Number("alpha", AdapterRanges.Alpha),
        LearningRate = settings.Number("learning_rate", 1e-7, 1),
        Epochs = settings.Whole("epochs", 1, 10_000),
        BatchTokens = settings.Number("batch_tokens", AdapterRanges.BatchTokens),
        WeightDecay = settings.Number("weight_decay", AdapterRanges.WeightDecay),
    };
}
