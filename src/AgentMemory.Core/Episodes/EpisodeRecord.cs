namespace AgentMemory.Core.Episodes;

/// <summary>A whole episode: what was seen, done and scored.</summary>
public sealed record EpisodeRecord
{
    public required string TaskId { get; init; }

    public required ulong Seed { get; init; }

    public required IReadOnlyList<Move> Moves { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>(raw - floor) / (ceiling - floor).</summary>
    public required double Score { get; init; }

    /// <summary>The same episode without what was thought in it.</summary>
    public EpisodeRecord WithoutThoughts() => Moves.All(move => move.Thought is null)
        ? this
        : this with { Moves = [.. Moves.Select(move => move with { Thought = null })] };
}

/// <summary>One move of a finished episode.</summary>
/// <param name="View">What was seen.</param>
/// <param name="Reply">What took effect.</param>
/// <param name="Unreadable">What the player wrote instead, where that could not be read.</param>
/// <param name="LogProbability">Of the reply under the player that gave it.</param>
public sealed record Move(View View, string Reply, string? Unreadable, double? LogProbability)
{
    /// <summary>What was thought before the reply; null where nothing was.</summary>
    public string? Thought { get; init; }
}
