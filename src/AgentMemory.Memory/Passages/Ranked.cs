namespace AgentMemory.Memory.Passages;

/// <summary>A passage in a ranking.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Score">Higher is better: a cosine.</param>
internal readonly record struct Ranked(long Id, double Score);
