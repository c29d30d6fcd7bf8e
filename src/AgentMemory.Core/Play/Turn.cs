using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Play;

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
