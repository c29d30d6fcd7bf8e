namespace AgentMemory.Claims.BayesGap;

/// <summary>One reader in one world: its excess loss beside the exact reader's on the same sequences.</summary>
/// <param name="Seed">Names the world.</param>
/// <param name="Excess">The reader's mean excess nats, by point of the grid.</param>
/// <param name="Exact">The exact reader's on the same sequences.</param>
/// <param name="Yardstick">The exact reader's over many sequences of the world.</param>
public sealed record GapWorld(ulong Seed, IReadOnlyList<double> Excess, IReadOnlyList<double> Exact, Yardstick Yardstick);
