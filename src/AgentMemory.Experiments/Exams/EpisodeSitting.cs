using AgentMemory.Core.Episodes;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Experiments.Exams;

/// <summary>An exam by played episodes: their mean outcome. Of several attempts at an episode the best counts, and all are charged.</summary>
internal static class EpisodeSitting
{
    public static ExaminedTask Sit(Sitting sitting, CancellationToken cancellation)
    {
        var starts = Enumerable.Range(0, sitting.Plan.Exam).Select(sitting.Seed).Select(seed => (sitting.Task.Task.Exam(seed), seed)).ToList();
        var played = Play(sitting, starts, cancellation);
        return new ExaminedTask(
            new TaskScore(
                sitting.Task.Name,
                played.Best.Average(episode => episode.Record.Outcome.Score),
                sitting.Task.Task.Floor,
                sitting.Task.Task.Ceiling,
                played.IllegalRate),
            played.Best,
            played.Cost,
            played.DocumentsLeftOut,
            starts.Count);
    }

    /// <summary>Plays every start to its end as often as the learner may.</summary>
    public static PlayedExam Play(Sitting sitting, IReadOnlyList<(IEpisode Start, ulong Seed)> starts, CancellationToken cancellation)
    {
        var attempts = Enumerable.Range(0, sitting.Trial.Learner.ExamAttempts).Select(attempt => RolloutRunner.Play(
            sitting.Player,
            [.. starts.Select(start => sitting.Request(start.Start, start.Seed, attempt))],
            sitting.Plan.Batch,
            sitting.Time,
            cancellation)).ToList();
        var best = Enumerable.Range(0, starts.Count).Select(i => attempts.Select(a => a.Episodes[i]).MaxBy(e => e.Outcome.Score)!);
        return new PlayedExam(
            // What was in memory is kept for one episode a task: it is long, and much alike in all of them.
            [.. best.Select((episode, i) => new ExamEpisode(episode, i == 0 ? MemoryOf(attempts, episode) : null))],
            attempts.Aggregate(Cost.None, (cost, played) => cost + played.Cost),
            (double)attempts.Sum(a => a.Unreadable) / Math.Max(1, attempts.Sum(a => a.Moves)),
            [.. attempts.SelectMany(a => a.DocumentsLeftOut).Distinct(StringComparer.Ordinal)]);
    }

    private static IReadOnlyList<string?> MemoryOf(List<RolloutBatch> attempts, EpisodeRecord episode) =>
        attempts.First(attempt => ReferenceEquals(attempt.Episodes[0], episode)).FirstMemory;
}

/// <summary>Exam episodes that were played.</summary>
/// <param name="Best">For each start the best attempt.</param>
/// <param name="Cost">Of all attempts.</param>
/// <param name="IllegalRate">Share of replies that could not be read.</param>
/// <param name="DocumentsLeftOut">Titles of documents that did not fit the window.</param>
internal sealed record PlayedExam(
    IReadOnlyList<ExamEpisode> Best, Cost Cost, double IllegalRate, IReadOnlyCollection<string> DocumentsLeftOut);
