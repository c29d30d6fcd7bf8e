using AgentMemory.Core.Learners;
using AgentMemory.Training.Adapters;

namespace AgentMemory.Learners.Weights.Study;

/// <summary>How a learner's adapter is trained: the block <c>adapter:</c> that every learner has that trains one.</summary>
public sealed record AdapterSettings
{
    [Setting(
        "Rank of the adapter, which is on all seven linear layers.",
        Least = AdapterRanges.RankLeast,
        Most = AdapterRanges.RankMost,
        IsMemorySize = true)]
    public int Rank { get; init; } = 8;

    [Setting(
        "Factor of what the adapter adds, over its rank: it is scaled by alpha / rank.",
        Least = AdapterRanges.AlphaLeast,
        Most = AdapterRanges.AlphaMost,
        ScalesWith = nameof(Rank))]
    public double Alpha { get; init; } = 16;

    [Setting("Learning rate of AdamW.", Least = 1e-7, Most = 1)]
    public double LearningRate { get; init; } = 0.004;

    [Setting("Passes over what a study trains on.", Least = 1, Most = 10_000)]
    public int Epochs { get; init; } = 16;

    [Setting(
        "Tokens of a batch; each batch is one optimiser step.",
        Least = AdapterRanges.BatchTokensLeast,
        Most = AdapterRanges.BatchTokensMost)]
    public int BatchTokens { get; init; } = 512;

    [Setting(
        "Weight decay of AdamW: pulls the adapter towards zero, that is the player towards the base model.",
        Least = 0,
        Most = AdapterRanges.WeightDecayMost)]
    public double WeightDecay { get; init; }
}

/// <summary>What every learner is set by that trains an adapter.</summary>
public abstract record AdapterLearnerSettings : LearnerSettings, IAdapterTraining
{
    [Setting("How the adapter is trained.")]
    public AdapterSettings Adapter { get; init; } = new();

    int IAdapterTraining.Rank => Adapter.Rank;

    int IAdapterTraining.Epochs => Adapter.Epochs;

    int IAdapterTraining.BatchTokens => Adapter.BatchTokens;

    double IAdapterTraining.ReplayShare => ReplayedShare;

    /// <summary>Share of the lessons that come from earlier studies; 0 where nothing is replayed.</summary>
    private protected virtual double ReplayedShare => 0;
}
