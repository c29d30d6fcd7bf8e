using AgentMemory.Core.Tasks;

namespace AgentMemory.Core.Ledger;

/// <summary>
/// What a learner's own games have told of a world by the end of a block, as far as the measurement of evidence used needs it. It
/// depends on the games and on what the exam asks, and not on the learner: learners that share their games share it. Equal by identity.
/// </summary>
public sealed record TranscriptEvidence
{
    /// <summary>E after each game of this block, in their order, in bits; empty before any practice.</summary>
    public required IReadOnlyList<double> Bits { get; init; }

    /// <summary>The exact reader's curve of all games so far, on the questions that the exam asks; null where nothing can be inferred.</summary>
    public EvidenceCurve? Curve { get; init; }

    /// <summary>Scores below this are worth no bits; see <see cref="IEvidenceCurves.ReadableFrom"/>.</summary>
    public double ReadableFrom { get; init; }

    /// <summary>Practice tells nothing about other questions, so that what is used of it shows on what was met alone.</summary>
    public bool IsOfMetAlone { get; init; }

    /// <summary>Which questions of <see cref="ExamDetail.Practice"/> the games have shown by now, by their places there.</summary>
    public IReadOnlyList<int> Met { get; init; } = [];
}
