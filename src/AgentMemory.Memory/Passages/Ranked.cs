namespace AgentMemory.Memory.Passages;

/// <summary>A passage in a ranking.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Score">Higher is better: minus FTS5's bm25, or a cosine.</param>
internal readonly record struct Ranked(long Id, double Score);
