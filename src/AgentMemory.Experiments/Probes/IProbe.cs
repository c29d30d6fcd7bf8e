using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Probes;

/// <summary>One question put to a model. Holds nothing between calls.</summary>
public interface IProbe
{
    /// <summary>The word users type.</summary>
    string Name { get; }

    /// <summary>The question, one line.</summary>
    string Question { get; }

    /// <summary>Asks it. The same room, freshly made, gives the same figures.</summary>
    IReadOnlyList<ProbeFigure> Measure(ProbeRoom room, CancellationToken cancellation);
}

/// <summary>How a model is played.</summary>
public enum ProbePlay
{
    /// <summary>Temperature 0.</summary>
    Likeliest,

    /// <summary>Temperature 1.</summary>
    Sampled,
}

/// <summary>One number with its interval.</summary>
public sealed record ProbeFigure
{
    /// <summary>The subject of a mean over a group's tasks.</summary>
    public const string All = "all";

    /// <summary>seen, unseen, computed; empty where tasks make no difference.</summary>
    public required string Group { get; init; }

    /// <summary>The task or the distance; "all" for the mean over the group's tasks.</summary>
    public required string Subject { get; init; }

    /// <summary>What was measured: legal, gain, without, ...</summary>
    public required string Measure { get; init; }

    public required ProbePlay Play { get; init; }

    /// <summary>Unknown where it could not be measured; <see cref="Remark"/> then says why.</summary>
    public required Interval Value { get; init; }

    /// <summary>Task instances behind it.</summary>
    public required int Runs { get; init; }

    /// <summary>What is asked of the model here, or null.</summary>
    public double? Goal { get; init; }

    /// <summary>What a reader should know, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>Whether the value reaches the goal; null without a goal or a value.</summary>
    public bool? IsMet => Goal is { } goal && Value.Value is { } value ? value >= goal : null;
}
