using System.Text.Json.Serialization;

namespace AgentMemory.Training;

/// <summary>How weights are moved.</summary>
public sealed record OptimizerSettings
{
    /// <summary>For a trainer that only evaluates.</summary>
    public static readonly OptimizerSettings None = new() { LearningRate = 0, WarmUpSteps = 0 };

    /// <summary>The rate after warming up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps over which the rate rises from zero.</summary>
    public required int WarmUpSteps { get; init; }

    /// <summary>What of the rate is left at the end; between, it follows half a cosine.</summary>
    public double FinalShare { get; init; } = 0.05;

    public double Beta1 { get; init; } = 0.9;

    /// <summary>0.98 rather than 0.999: runs here are short, and the longer mean would still remember the start.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Pulls matrices towards zero; for an adapter, towards the base model.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Longer gradients are cut to this length, all tensors together.</summary>
    public double GradientNormMax { get; init; } = 1;

    /// <summary>Another optimiser for the matrices of the blocks, where everything is trained; null for AdamW alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MuonSettings? Muon { get; init; }

    /// <summary>The rate for a step.</summary>
    /// <param name="step">Steps taken before.</param>
    /// <param name="progress">How much of the run is over, 0 to 1.</param>
    public double RateAt(long step, double progress)
    {
        var warm = WarmUpSteps == 0 ? 1 : Math.Min(1, (step + 1.0) / WarmUpSteps);
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1)));
        return LearningRate * warm * (FinalShare + ((1 - FinalShare) * cosine));
    }

    internal AdamStep Adam(double rate) => new()
    {
        LearningRate = (float)rate,
        Beta1 = (float)Beta1,
        Beta2 = (float)Beta2,
        WeightDecay = (float)WeightDecay,
        Muon = Muon,
    };
}
