namespace AgentMemory.Core.Episodes;

/// <summary>
/// One game, or one exercise, seen from the learner's seat: opponents and chance are part of it. Immutable: a reply
/// gives the next state. No text is generated here and nothing is read or written.
/// </summary>
public interface IEpisode
{
    /// <summary>What the player sees now. Not to be asked for once the episode is over.</summary>
    View View { get; }

    /// <summary>Null while the episode goes on.</summary>
    Outcome? Outcome { get; }

    /// <summary>The state after the reply.</summary>
    /// <param name="reply">For <see cref="ReplyForm.OneOf"/>, one of its replies exactly; otherwise any text.</param>
    /// <exception cref="ArgumentException">The reply is not among the legal ones, or the episode is over.</exception>
    IEpisode After(string reply);
}

/// <summary>What the player sees, and the form its reply must have.</summary>
/// <param name="Text">The position or question, with what happened since the last reply. No trailing newline.</param>
/// <param name="Reply">What may be answered.</param>
public sealed record View(string Text, ReplyForm Reply)
{
    /// <summary>Where the view is a question about one thing, that thing alone: "thing: word" is then the shortest form of it and its reply.</summary>
    public string? Thing { get; init; }
}

/// <summary>How an episode ended.</summary>
/// <param name="Score">Raw, in the task's own unit; floor and ceiling are in the same unit.</param>
/// <param name="Feedback">What the player is told, one line.</param>
public sealed record Outcome(double Score, string Feedback)
{
    /// <summary>
    /// The reply to the first view that the feedback tells to be right, whatever was replied; null where it tells none. What a learner
    /// may train on whether the game was won or lost.
    /// </summary>
    public string? RightReply { get; init; }
}

/// <summary>What a reply may be. Closed: one of the nested records.</summary>
public abstract record ReplyForm
{
    private ReplyForm()
    {
    }

    /// <summary>One of the listed replies, verbatim. Never empty; no reply contains a newline.</summary>
    public sealed record OneOf(IReadOnlyList<string> Replies) : ReplyForm;

    /// <summary>A text of one line.</summary>
    /// <param name="TokensMax">The longest reply, in tokens.</param>
    /// <param name="Grammar">GBNF that the reply must match, or null for free text.</param>
    public sealed record Written(int TokensMax, string? Grammar = null) : ReplyForm;
}
