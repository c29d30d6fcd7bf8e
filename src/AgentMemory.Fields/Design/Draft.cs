using AgentMemory.Core;
using AgentMemory.Fields.Knowledge;

namespace AgentMemory.Fields.Design;

/// <summary>A question in the field's own terms, free of names and wording. Both engines answer it.</summary>
internal abstract record Probe;

/// <summary>Which of the two unrelated ways an answer is computed in.</summary>
internal enum Engine
{
    First,
    Second,
}

/// <summary>How a written answer is read.</summary>
internal enum AnswerShape
{
    Text,
    Number,
    Set,

    /// <summary>By the design's own checker.</summary>
    Checked,
}

/// <summary>A question as a family drafts it, before its key is computed.</summary>
internal sealed record Draft
{
    public required ItemLevel Level { get; init; }

    /// <summary>Every concept it takes, in ascending order.</summary>
    public required IReadOnlyList<int> Concepts { get; init; }

    /// <inheritdoc cref="FieldItem.Fact"/>
    public required string Fact { get; init; }

    public required string Question { get; init; }

    /// <summary>What is asked; null where there are claims to choose from.</summary>
    public Probe? Probe { get; init; }

    /// <summary>Claims of which exactly one is false; it is the answer.</summary>
    public IReadOnlyList<Claim>? Claims { get; init; }

    public AnswerShape Shape { get; init; } = AnswerShape.Text;

    /// <inheritdoc cref="AnswerKey.Fillers"/>
    public IReadOnlyList<string> Fillers { get; init; } = [];

    /// <summary>GBNF with the rule "reply", or null.</summary>
    public string? Grammar { get; init; }

    public int TokensMax { get; init; } = 12;

    /// <inheritdoc cref="FieldItem.Floor"/>
    public double Floor { get; init; }

    /// <summary>Why, one line, without the answer itself.</summary>
    public required string Why { get; init; }

    /// <inheritdoc cref="FieldItem.Unstated"/>
    public IReadOnlyList<string> Unstated { get; init; } = [];

    /// <summary>Facts that the question or the explanation tells beside the one asked for.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];
}

/// <summary>A sentence that says what the answer to a probe is, rightly or wrongly.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Probe">What it speaks of.</param>
/// <param name="Value">The answer it claims.</param>
internal sealed record Claim(string Text, Probe Probe, string Value);

/// <summary>Something that can be claimed.</summary>
/// <param name="Kind">Wrong values are taken from right ones of the same kind, so that values give nothing
/// away.</param>
/// <param name="Probe">What is claimed of.</param>
/// <param name="Concepts">What it takes to judge it.</param>
/// <param name="Fact">Free of names.</param>
/// <param name="Write">The sentence for a value.</param>
internal sealed record Claimable(
    string Kind,
    Probe Probe,
    IReadOnlyList<int> Concepts,
    string Fact,
    Func<string, string> Write)
{
    /// <summary>A wrong answer of its own; null takes another question's right answer.</summary>
    public Func<Rng, string>? Wrong { get; init; }
}

/// <summary>A sentence or table of the textbook.</summary>
/// <param name="Facts">What it states, free of names; also the facts of the recall items that ask for it.</param>
/// <param name="Text">The words.</param>
internal sealed record Statement(IReadOnlyList<string> Facts, string Text)
{
    /// <summary>One fact.</summary>
    public Statement(string fact, string text)
        : this([fact], text)
    {
    }
}
