namespace AgentMemory.Evaluation.Curves;

/// <summary>What the project charges, under the names of the files it writes.</summary>
public static class CostNames
{
    public const string TokensRead = "tokens_read";
    public const string TokensWritten = "tokens_written";
    public const string TokensTrained = "tokens_trained";
    public const string Flops = "flops";
    public const string Seconds = "seconds";
    public const string ArtifactBytes = "artifact_bytes";

    /// <summary>Other people's costs stand in columns of this prefix.</summary>
    public const string Prefix = "cost_";

    /// <summary>The six, in the order of every file.</summary>
    public static IReadOnlyList<string> Standard { get; } =
        [TokensRead, TokensWritten, TokensTrained, Flops, Seconds, ArtifactBytes];

    /// <summary>Standard names first, in their order, then the others by name.</summary>
    public static IReadOnlyList<string> InOrder(IEnumerable<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        return [.. Standard.Where(known.Contains),
            .. known.Except(Standard, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
