using AgentMemory.Core;

namespace AgentMemory.Training;

/// <summary>What the numbers of an adapter's training may be, as options of the command and as settings of learners.</summary>
public static class AdapterRanges
{
    public static NumberRange<int> Rank { get; } = new(1, 1_024);

    public static NumberRange<double> Alpha { get; } = new(0.001, 10_000);

    /// <summary>Tokens of a batch.</summary>
    public static NumberRange<int> BatchTokens { get; } = new(16, 1_000_000);

    public static NumberRange<double> WeightDecay { get; } = new(0, 10);
}
