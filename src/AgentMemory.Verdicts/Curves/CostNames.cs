namespace AgentMemory.Verdicts.Curves;

/// <summary>What a run spends, under the names of the files that the project writes.</summary>
public static class CostNames
{
    public const string TokensRead = "tokens_read";
    public const string TokensWritten = "tokens_written";
    public const string TokensTrained = "tokens_trained";
    public const string Flops = "flops";
    public const string Seconds = "seconds";
    public const string ArtifactBytes = "artifact_bytes";

    /// <summary>Practice games (or exercises) played so far.</summary>
    public const string Games = "games";

    /// <summary>Operations that one further game of use takes, with what is known by then; not cumulative.</summary>
    public const string FlopsPerGame = "flops_per_game";

    /// <summary>Tokens that one further game of use reads, with what is known by then; not cumulative.</summary>
    public const string TokensPerGame = "tokens_per_game";

    /// <summary>The prefix of columns with other people's costs.</summary>
    public const string Prefix = "cost_";

    /// <summary>
    /// What our own runs report, in the order of every file. Measured seconds are not among them: they differ between equal runs.
    /// </summary>
    public static IReadOnlyList<string> Standard { get; } = [TokensRead, TokensWritten, TokensTrained, Flops, ArtifactBytes, Games];

    /// <summary>What a comparison of ours knows of each point: what was spent by then, and what use takes from then on.</summary>
    public static IReadOnlyList<string> OwnRuns { get; } = [.. Standard, TokensPerGame, FlopsPerGame];

    /// <summary>Names that need no prefix in a file.</summary>
    public static IReadOnlyList<string> WithoutPrefix { get; } = [.. OwnRuns, Seconds];

    /// <summary>Standard names first, in their order, then the others by name.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        return [.. Standard.Where(known.Contains),
            .. known.Except(Standard, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
