using AgentMemory.Memory.Passages;

namespace AgentMemory.Agents.Chat;

/// <summary>All that may stand in a prompt, before it is known what fits.</summary>
internal sealed record ChatDraft
{
    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<ChatTurn> Turns { get; init; }

    /// <summary>In place of the project's own words about how to answer; null for those.</summary>
    public string? System { get; init; }

    /// <summary>What a learner learnt in words, of the question; empty for nothing.</summary>
    public string Learnt { get; init; } = "";

    /// <summary>The functions that may be called, one description a line.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>The JSON schema that the reply is held to; null for any text.</summary>
    public string? Format { get; init; }

    /// <summary>Best first.</summary>
    public IReadOnlyList<Passage> Passages { get; init; } = [];

    /// <summary>The question that is being answered: what came before it may be left out, it and its calls may not.</summary>
    public int Question => Turns.ToList().FindLastIndex(turn => turn.Role == ChatTurn.User) is var at and >= 0 ? at : Turns.Count - 1;
}
