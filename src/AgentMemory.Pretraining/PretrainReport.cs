using AgentMemory.Pretraining.Corpora;

namespace AgentMemory.Pretraining;

/// <summary>A line of the log of a run.</summary>
public sealed record PretrainProgress
{
    public required long Step { get; init; }

    /// <summary>The phase of a curriculum; empty for a run of one piece.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Tokens read so far, padding not counted.</summary>
    public required long Tokens { get; init; }

    /// <summary>Share of the run that is over.</summary>
    public required double Progress { get; init; }

    /// <summary>Mean negative log-likelihood per token since the last line, by the weights of kinds and lives, in nats.</summary>
    public required double Loss { get; init; }

    public required double GradientNorm { get; init; }

    public required double Rate { get; init; }

    public required double TokensPerSecond { get; init; }

    /// <summary>On held-out tasks, by kind; empty between checkpoints.</summary>
    public required IReadOnlyList<HeldOutLoss> HeldOut { get; init; }
}

/// <summary>How well tokens of one kind are foreseen.</summary>
/// <param name="Kind">What is foreseen.</param>
/// <param name="Loss">Mean negative log-likelihood per token, in nats.</param>
/// <param name="Parts">The same for each sort of life in which the kind comes up.</param>
public sealed record HeldOutLoss(LifeKind Kind, double Loss, IReadOnlyList<(string Part, double Loss)> Parts);

/// <summary>How a run ended.</summary>
/// <param name="Steps">Steps in all, those before a resume included.</param>
/// <param name="Tokens">Tokens read in all.</param>
/// <param name="Diverged">True where loss or gradient was no longer a number; the weights are the last good ones.</param>
/// <param name="Finished">True where the course is over, false where the run was interrupted.</param>
public sealed record PretrainResult(long Steps, long Tokens, bool Diverged, bool Finished);
