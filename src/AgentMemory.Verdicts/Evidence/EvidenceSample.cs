using AgentMemory.Core.Tasks;

namespace AgentMemory.Verdicts.Evidence;

/// <summary>What a learner's score is measured up to.</summary>
public enum EvidenceTop
{
    /// <summary>The score of the learner that was told all, where there is one: what is lost in answering is not counted as evidence lost.</summary>
    Told,

    /// <summary>The best possible score: for readers that lose nothing in answering.</summary>
    Best,

    /// <summary>Its own: it is the learner that was told all.</summary>
    Own,
}

/// <summary>One learner in the worlds of one task, as the ledger has it, before any mean is taken.</summary>
public sealed record EvidenceSample
{
    /// <summary>As the plan names it.</summary>
    public required string Task { get; init; }

    /// <summary>The group that the plan reports the task with, or null.</summary>
    public string? Group { get; init; }

    public required string Learner { get; init; }

    /// <summary>memory, weights, both or reference.</summary>
    public required string Path { get; init; }

    /// <summary>What sets it apart from the same learner in other settings; empty where the plan holds it once.</summary>
    public string Setting { get; init; } = "";

    public EvidenceTop Top { get; init; }

    /// <summary>The learner that is the same but for twice the memory; null where the plan holds none.</summary>
    public string? Doubled { get; init; }

    /// <summary>The worlds in which it has sat every exam of the plan.</summary>
    public required IReadOnlyList<EvidenceWorld> Worlds { get; init; }
}

/// <summary>One learner in one world.</summary>
public sealed record EvidenceWorld
{
    /// <summary>Names the world; the same for all learners.</summary>
    public required string Seed { get; init; }

    public required double HiddenBits { get; init; }

    /// <summary>Its own games after 0, 1, 2, ... of which an exact reader has so many bits: E.</summary>
    public required IReadOnlyList<double> Available { get; init; }

    /// <summary>In the order of the exams, the first before any game.</summary>
    public required IReadOnlyList<EvidenceExam> Exams { get; init; }

    /// <summary>Scores below this are worth no bits.</summary>
    public double ReadableFrom { get; init; }

    /// <summary>Nothing can be inferred: what is used shows on what was met.</summary>
    public bool IsOfMetAlone { get; init; }
}

/// <summary>One exam of one learner in one world.</summary>
public sealed record EvidenceExam
{
    /// <summary>Its own games before it.</summary>
    public required int Games { get; init; }

    /// <summary>The score: on what it never met, or where nothing can be inferred on what practice may have shown.</summary>
    public required double Score { get; init; }

    /// <summary>The exact reader's curve of the games so far; null where nothing can be inferred.</summary>
    public EvidenceCurve? Curve { get; init; }

    /// <summary>Of the questions that practice may have shown, those met by now.</summary>
    public required MetSum Met { get; init; }

    /// <summary>The score of the exact reader of just what its prompts held; null for learners that keep nothing there.</summary>
    public double? PromptReader { get; init; }

    /// <summary>All operations up to the end of this exam, pretraining aside.</summary>
    public double Flops { get; init; }
}

/// <summary>Marks over some questions.</summary>
/// <param name="Questions">How many they are.</param>
/// <param name="Now">The sum of their marks.</param>
/// <param name="Before">The sum of the same learner's marks on the same questions before any game.</param>
public readonly record struct MetSum(int Questions, double Now, double Before)
{
    /// <summary>How much better one of them is answered than before any game; null where there are none.</summary>
    public double? Gain => Questions == 0 ? null : (Now - Before) / Questions;
}
