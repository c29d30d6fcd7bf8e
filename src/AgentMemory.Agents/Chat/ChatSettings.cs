namespace AgentMemory.Agents.Chat;

/// <summary>Numbers of a conversation.</summary>
public sealed record ChatSettings
{
    /// <summary>The longest reply.</summary>
    public int ReplyTokensMax { get; init; } = 128;

    /// <summary>At most so many passages stand in a prompt.</summary>
    public int PassagesMax { get; init; } = 4;

    /// <summary>Prompt and reply together; null takes what the model was opened with.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>0 takes the likeliest token.</summary>
    public double Temperature { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Whether what the user states is kept as a passage.</summary>
    public bool Remembers { get; init; } = true;
}
