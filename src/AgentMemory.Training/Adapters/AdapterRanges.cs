using AgentMemory.Core;

namespace AgentMemory.Training.Adapters;

/// <summary>What the numbers of an adapter's training may be, as options of the command and as settings of learners.</summary>
public static class AdapterRanges
{
    // Settings declare their ranges in attributes, which take constants alone.
    public const int RankLeast = 1;
    public const int RankMost = 1_024;
    public const double AlphaLeast = 0.001;
    public const double AlphaMost = 10_000;
    public const int BatchTokensLeast = 16;
    public const int BatchTokensMost = 1_000_000;
    public const double WeightDecayMost = 10;

    public static NumberRange<int> Rank { get; } = new(RankLeast, RankMost);

    public static NumberRange<double> Alpha { get; } = new(AlphaLeast, AlphaMost);

    /// <summary>Tokens of a batch.</summary>
    public static NumberRange<int> BatchTokens { get; } = new(BatchTokensLeast, BatchTokensMost);

    public static NumberRange<double> WeightDecay { get; } = new(0, WeightDecayMost);
}
