using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;

namespace AgentMemory.Experiments.Exams;

/// <summary>What an exam gave.</summary>
/// <param name="Scores">One a task.</param>
/// <param name="Episodes">Of each task, in the order of their numbers; of several attempts the best.</param>
/// <param name="Cost">Of all attempts.</param>
/// <param name="DocumentsLeftOut">Titles of documents that did not fit the window.</param>
/// <param name="Games">How many games were as much to ask.</param>
public sealed record Examined(
    IReadOnlyList<TaskScore> Scores, IReadOnlyList<ExamEpisode> Episodes, Cost Cost, IReadOnlyList<string> DocumentsLeftOut, double Games)
{
    /// <summary>Nats per token on held-out text, where that was measured beside the exam; see <see cref="BlockResult.HeldOutLoss"/>.</summary>
    public double? HeldOutLoss { get; init; }

    /// <summary>The block whose exam this is once more; null for an exam that was taken.</summary>
    public BlockResult? Repeats { get; init; }

    /// <summary>The exam of an earlier block once more, for nothing: what the learner carries has not changed since.</summary>
    public static Examined Again(BlockResult earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new Examined(earlier.Scores, [], Cost.None, earlier.DocumentsLeftOut, 0)
        {
            HeldOutLoss = earlier.HeldOutLoss,
            Repeats = earlier,
        };
    }
}

/// <summary>An exam episode, and what stood in front of it at each move where that was kept.</summary>
/// <param name="Record">What was seen and done.</param>
/// <param name="Memory">See <see cref="LedgerEpisode"/>.</param>
/// <param name="Kind">Whether it asks what practice may have shown.</param>
public sealed record ExamEpisode(EpisodeRecord Record, IReadOnlyList<string?>? Memory, EpisodeKind Kind = EpisodeKind.Exam);

/// <summary>What the exam of one task gave.</summary>
/// <param name="Score">The score.</param>
/// <param name="Episodes">What the ledger keeps of it.</param>
/// <param name="Cost">All that was asked.</param>
/// <param name="DocumentsLeftOut">Titles of documents that did not fit the window.</param>
/// <param name="Games">How many games were as much to ask.</param>
internal sealed record ExaminedTask(
    TaskScore Score, IReadOnlyList<ExamEpisode> Episodes, Cost Cost, IReadOnlyCollection<string> DocumentsLeftOut, double Games);
