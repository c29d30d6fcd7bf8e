using AgentMemory.Core.Episodes;

namespace AgentMemory.Fields.Knowledge;

/// <summary>A question with its key.</summary>
public sealed record FieldItem
{
    public required ItemLevel Level { get; init; }

    /// <summary>Names of every concept it takes to answer.</summary>
    public required IReadOnlyList<string> Concepts { get; init; }

    /// <summary>The question alone; choices stand apart.</summary>
    public required string Question { get; init; }

    /// <summary>What may be chosen from, or null where the answer is written.</summary>
    public required IReadOnlyList<string>? Choices { get; init; }

    public required AnswerKey Key { get; init; }

    /// <summary>Why the answer is right, one line; for practice alone.</summary>
    public required string Explanation { get; init; }

    /// <summary>What is asked, free of wording and names. No fact is asked in practice and at the exam.</summary>
    public required string Fact { get; init; }

    /// <summary>Facts that would give the answer away if they stood in the textbook; never rendered for a build
    /// item.</summary>
    public required IReadOnlyList<string> Unstated { get; init; }

    /// <summary>Chance of a right answer by guessing in the reply's form; 0 where there is no bound on what may be
    /// written.</summary>
    public required double Floor { get; init; }

    /// <summary>In a varied twin: the original field has another answer to the same question.</summary>
    public required bool Changed { get; init; }

    /// <summary>The reply's form at play: letters for choices, else a line held by a grammar where there is a simple
    /// one.</summary>
    public required ReplyForm Reply { get; init; }
}
