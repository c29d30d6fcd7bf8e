using AgentMemory.Core.Lives;

namespace AgentMemory.Pretraining.Corpora;

/// <summary>What a stretch of a life is; losses are measured apart.</summary>
public enum LifeKind
{
    /// <summary>Read only, or of no interest by itself: documents, notes given, first positions.</summary>
    Text,

    /// <summary>A reply while nothing of the hidden part is known.</summary>
    ReplyUnknown,

    /// <summary>A reply with something known, or where nothing is hidden.</summary>
    ReplyKnown,

    /// <summary>What the environment answers.</summary>
    Outcome,

    /// <summary>Notes written.</summary>
    Notes,

    /// <summary>An answer to a question on a chapter that stands in the text, or on passages of one.</summary>
    Answer,

    /// <summary>An answer to a question on what somebody told earlier.</summary>
    Recall,

    /// <summary>An answer in a conversation.</summary>
    Prose,

    /// <summary>The right reply to a question that was told before.</summary>
    ToldBefore,

    /// <summary>The right reply to a new question while less than half of the world's questions were told.</summary>
    NewOfFew,

    /// <summary>The right reply to a new question when at least half of the world's questions were told.</summary>
    NewOfMany,
}

/// <summary>A life: one task from its documents through its episodes, as a player's prompt would show it.</summary>
/// <param name="TaskId">What it is a life of.</param>
/// <param name="Parts">Segments in order, each with what it is.</param>
/// <param name="EndsText">Whether the text is over behind the last segment, which the model is to know too.</param>
public sealed record Life(string TaskId, IReadOnlyList<(Segment Segment, LifeKind Kind)> Parts, bool EndsText)
{
    /// <summary>What part of the corpus it is of: a game's family, or the kind of text.</summary>
    public string Part { get; init; } = "";

    /// <summary>All segments.</summary>
    public IReadOnlyList<Segment> Segments => [.. Parts.Select(p => p.Segment)];

    /// <summary>The segments with only one kind predicted, each by weight 1.</summary>
    public IReadOnlyList<Segment> Only(LifeKind kind) =>
        [.. Parts.Select(p => p.Segment with { Weight = p.Kind == kind && p.Segment.Weight != 0 ? 1 : 0 })];
}
