using AgentMemory.Core.Ledger;
using AgentMemory.Core.Play;
using AgentMemory.Verdicts.Statistics;

namespace AgentMemory.Experiments.Ladder;

/// <summary>What a ladder says of a task.</summary>
public enum LadderWord
{
    /// <summary>A history in the window teaches it; weights were tried and do not.</summary>
    Context,

    /// <summary>An adapter learns it; a history in the window was tried and does not teach it.</summary>
    Weights,

    /// <summary>Either way teaches it.</summary>
    Both,

    /// <summary>Neither way passed.</summary>
    Neither,

    /// <summary>The model scores well before it has learnt anything.</summary>
    Known,
}

/// <summary>
/// A learner's marks on a task by the calibration chosen for its path: one for each question of each world; where an exam is no list of
/// questions, one for each world. The same questions in the same order for every learner.
/// </summary>
/// <param name="Scores">0 random, 1 best.</param>
public sealed record LadderScores(IReadOnlyList<double> Scores)
{
    /// <summary>Their mean with its interval over questions, as if worlds did not differ.</summary>
    public Interval Mean => UnitMean.Of([.. Scores])?.At(0.95) ?? Interval.Unknown;

    /// <summary>How far it is ahead of another on the same questions.</summary>
    public Interval Lead(LadderScores other) => UnitMean.Of([.. Scores.Zip(other.Scores, (own, control) => own - control)])?.At(0.95) ?? Interval.Unknown;
}

/// <summary>One history's length with the scores behind it.</summary>
/// <param name="Episodes">Episodes of the history.</param>
/// <param name="True">As they were played.</param>
/// <param name="Scrambled">With what they revealed permuted.</param>
public sealed record LadderHistory(int Episodes, LadderScores True, LadderScores Scrambled);

/// <summary>A rung: what both paths make of a task in the style that suits it best.</summary>
public sealed record LadderRow
{
    public required string Task { get; init; }

    public required PromptStyle Style { get; init; }

    /// <summary>Replies behind a history are ranked by calibrated figures.</summary>
    public required bool CalibratesMemory { get; init; }

    /// <summary>Replies of an adapter are.</summary>
    public required bool CalibratesWeights { get; init; }

    /// <summary>The adapter's learning rate.</summary>
    public required double Rate { get; init; }

    /// <summary>Before anything was learnt, by the figure of the memory path.</summary>
    public required LadderScores Frozen { get; init; }

    public required IReadOnlyList<LadderHistory> Histories { get; init; }

    public required LadderScores Lora { get; init; }

    public required LadderScores Shuffled { get; init; }

    public required LadderWord Word { get; init; }

    /// <summary>The best lead of a history over its scrambled twin.</summary>
    public LadderHistory BestHistory => Histories.MaxBy(history => history.True.Lead(history.Scrambled).Value)!;
}

/// <summary>Reads scores out of the ledgers of a ladder's comparisons.</summary>
public static class LadderReading
{
    /// <summary>From so many marks on a lead has to be clear of zero too: questions, or worlds where an exam is no list of questions.</summary>
    public const int ClearFrom = 8;

    /// <summary>A learner's marks after a block in some streams, by one of the two figures where both were measured.</summary>
    public static LadderScores Scores(IReadOnlyList<BlockResult> blocks, string learner, int block, IReadOnlyCollection<int> streams, bool isCalibrated) => new(
    [
        .. streams.Select(stream => blocks.Single(b => b.Trial.Learner == learner && b.Trial.Stream == stream && b.Block == block).Scores[0])
            .SelectMany(score => Marks(score, isCalibrated)),
    ]);

    private static IEnumerable<double> Marks(TaskScore score, bool isCalibrated)
    {
        var asked = score.Detail.ScoresPractice ? score.Detail.Practice : score.Detail.Exam;
        return asked.Count == 0 ? [score.Score]
            : asked.Select(question => score.Normalised(
                question.Ways is { } ways ? isCalibrated ? ways.Calibrated : ways.Raw : question.Mark));
    }

    /// <summary>The word of a row.</summary>
    public static LadderWord Word(LadderPlan plan, LadderScores frozen, IReadOnlyList<LadderHistory> histories, LadderScores lora, LadderScores shuffled)
    {
        if (frozen.Mean.Value >= plan.KnownFrom)
        {
            return LadderWord.Known;
        }

        var context = histories.Any(history => Passes(history.True, history.Scrambled));
        var weights = Passes(lora, shuffled);
        return (context, weights) switch
        {
            (true, true) => LadderWord.Both,
            (true, false) => LadderWord.Context,
            (false, true) => LadderWord.Weights,
            _ => LadderWord.Neither,
        };

        // A few questions lead by so much by chance alone now and then; of fewer marks no interval says anything.
        bool Passes(LadderScores own, LadderScores control) => own.Lead(control) is var lead && lead.Value >= plan.Lead
            && (own.Scores.Count < ClearFrom || lead.IsAboveZero);
    }
}
