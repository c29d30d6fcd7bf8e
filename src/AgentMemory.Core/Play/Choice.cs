using AgentMemory.Core.Episodes;
using AgentMemory.Core.Models;

namespace AgentMemory.Core.Play;

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

    /// <summary>Of a turn whose replies were measured both ways, both; see <see cref="ReplyCalibration"/>.</summary>
    public ReplyFigures? Figures { get; init; }

    /// <summary>What was thought before the reply; null where the player does not think.</summary>
    public string? Thought { get; init; }

    /// <summary>The whole prompt, to where the thought, or without one the reply, begins; for those who watch.</summary>
    public string? Prompt { get; init; }

    /// <summary>Of the prompt, what stood in front of the episode: documents and all that was remembered.</summary>
    public string? Memory { get; init; }

    /// <summary>The notes, passages and episodes that the prompt held, as far as they fitted; null for a player without a prompt.</summary>
    public Recollection? Remembered { get; init; }

    /// <summary>Titles of documents that did not fit the window.</summary>
    public IReadOnlyList<string> DocumentsLeftOut { get; init; } = [];
}

/// <summary>Both figures of each legal reply, in nats.</summary>
/// <param name="Raw">Natural log of the whole reply's probability.</param>
/// <param name="Calibrated">The same less that behind a question that asks nothing.</param>
public sealed record ReplyFigures(IReadOnlyList<double> Raw, IReadOnlyList<double> Calibrated);
