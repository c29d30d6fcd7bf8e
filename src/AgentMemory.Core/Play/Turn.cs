namespace AgentMemory.Core;

/// <summary>A moment at which a player has to choose, with all that it may know of this episode.</summary>
public sealed record Turn
{
    public required string TaskId { get; init; }

    /// <summary>What the player may read now: at an exam the open-book ones alone.</summary>
    public required IReadOnlyList<Document> Documents { get; init; }

    /// <summary>What was seen and replied earlier in this episode, in order.</summary>
    public required IReadOnlyList<Step> Earlier { get; init; }

    public required View View { get; init; }

    /// <summary>0 plays the likeliest reply.</summary>
    public required double Temperature { get; init; }

    /// <summary>Replies are held to the legal ones; otherwise the model writes freely and may fail.</summary>
    public required bool Restricted { get; init; }

    /// <summary>
    /// Asks for the log-probability of every legal reply, where the view lists them; see <see cref="Choice.LogProbabilities"/>.
    /// </summary>
    public bool Ranked { get; init; }

    /// <summary>Rules every draw of this choice.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>One thing seen and the reply given to it.</summary>
/// <param name="Text">As in the view.</param>
/// <param name="Reply">As it took effect.</param>
public sealed record Step(string Text, string Reply);

/// <summary>What a player chose and what it took.</summary>
public sealed record Choice
{
    public required Reply Reply { get; init; }

    public required Cost Cost { get; init; }

    /// <summary>Natural log of the reply's probability, where the player has one.</summary>
    public double? LogProbability { get; init; }

    /// <summary>
    /// Of a ranked turn, one figure for each legal reply in its order: natural log of the whole reply's probability, or any other figure
    /// that orders them. Null where the turn was not ranked.
    /// </summary>
    public IReadOnlyList<double>? LogProbabilities { get; init; }

    /// <summary>The whole prompt, for those who watch.</summary>
    public string? Prompt { get; init; }

    /// <summary>Of the prompt, what stood in front of the episode: documents and all that was remembered.</summary>
    public string? Memory { get; init; }

    /// <summary>The notes, passages and episodes that the prompt held, as far as they fitted; null for a player without a prompt.</summary>
    public Recollection? Remembered { get; init; }

    /// <summary>Titles of documents that did not fit the window.</summary>
    public IReadOnlyList<string> DocumentsLeftOut { get; init; } = [];
}

/// <summary>A reply after it was read. Closed.</summary>
public abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>A reply that the view allows.</summary>
    public sealed record Legal(string Text) : Reply;

    /// <summary>Anything else. A random legal reply takes its place, and it is counted apart from skill.</summary>
    public sealed record Unreadable(string Text) : Reply;
}

/// <summary>A whole episode: what was seen, done and scored.</summary>
public sealed record EpisodeRecord
{
    public required string TaskId { get; init; }

    public required ulong Seed { get; init; }

    public required IReadOnlyList<Move> Moves { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>(raw - floor) / (ceiling - floor).</summary>
    public required double Score { get; init; }
}

/// <summary>One move of a finished episode.</summary>
/// <param name="View">What was seen.</param>
/// <param name="Reply">What took effect.</param>
/// <param name="Unreadable">What the player wrote instead, where that could not be read.</param>
/// <param name="LogProbability">Of the reply under the player that gave it.</param>
public sealed record Move(View View, string Reply, string? Unreadable, double? LogProbability);
