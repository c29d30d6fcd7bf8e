using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Claims.Results;

/// <summary>What one part of a claim's plan gave: one model in one size, or the whole plan.</summary>
public sealed record ClaimResult
{
    /// <summary>Names the claim.</summary>
    public required string Letter { get; init; }

    /// <summary>The part's name; its folder is called so.</summary>
    public required string Part { get; init; }

    /// <summary>Of the claim's plan; a part with another one is run again.</summary>
    public required string PlanSha256 { get; init; }

    /// <summary>The model's id; empty where no model is asked.</summary>
    public required string Model { get; init; }

    /// <summary>Of the model's file; empty where no model is asked.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Rules every random choice.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Independent units that intervals are over: worlds or seeds; 0 where nothing is drawn.</summary>
    public required int Units { get; init; }

    /// <summary>What the numbers of <see cref="ClaimPoint.X"/> are.</summary>
    public string XTitle { get; init; } = "";

    /// <summary>What the values of <see cref="ClaimPoint.Y"/> are.</summary>
    public string YTitle { get; init; } = "";

    /// <summary>One for each reader, path or pair.</summary>
    public required IReadOnlyList<ClaimRow> Rows { get; init; }

    /// <summary>What a reader of the numbers has to know.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];
}

/// <summary>One line of a claim's table.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Reading">The word it is headed by; "undecided" where the intervals hold more than one answer.</param>
/// <param name="Numbers">With intervals at 95% where there are any.</param>
public sealed record ClaimRow(string Name, string Reading, IReadOnlyList<ClaimNumber> Numbers)
{
    /// <summary>Whether it is a reader of known make, shown beside what is measured.</summary>
    public bool IsReference { get; init; }

    /// <summary>The number by which the row stands in the picture of all claims; null for a row that is not shown there.</summary>
    public string? Headline { get; init; }

    /// <summary>A curve, ascending in X; empty where there is none.</summary>
    public IReadOnlyList<ClaimPoint> Curve { get; init; } = [];
}

/// <summary>A number of a row.</summary>
public sealed record ClaimNumber(string Name, Interval Value);

/// <summary>A point of a row's curve.</summary>
public sealed record ClaimPoint(double X, Interval Y);
