using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Room 5: a frozen player sits the exam: the same episodes for every learner and in every block.</summary>
public static class Exam
{
    /// <summary>Examines a trial on every task of its stream.</summary>
    public static Examined Sit(Classroom classroom, Trial trial, Artifact? artifact, CancellationToken cancellation)
    {
        using var player = trial.Learner.Open(artifact);
        var scores = new List<TaskScore>();
        var episodes = new List<ExamEpisode>();
        var leftOut = new SortedSet<string>(StringComparer.Ordinal);
        var cost = Cost.None;
        foreach (var task in trial.Tasks)
        {
            var attempts = new List<Played>();
            for (var attempt = 0; attempt < trial.Learner.ExamAttempts; attempt++)
            {
                var played = Playing.Play(
                    player, Seats(classroom, trial, task, attempt), classroom.Plan.Batch, classroom.Time, cancellation);
                attempts.Add(played);
                cost += played.Cost;
                leftOut.UnionWith(played.DocumentsLeftOut);
            }

            var best = Best(attempts);
            // What was in memory is kept for one episode a task: it is long, and much alike in all of them.
            episodes.AddRange(best.Select((e, i) => new ExamEpisode(e, i == 0 ? MemoryOf(attempts, e) : null)));
            scores.Add(new TaskScore(
                task.Name,
                best.Average(e => e.Outcome.Score),
                task.Task.Floor,
                task.Task.Ceiling,
                (double)attempts.Sum(a => a.Unreadable) / attempts.Sum(a => a.Moves)));
        }

        return new Examined(scores, episodes, cost, [.. leftOut]);
    }

    private static IReadOnlyList<string?> MemoryOf(List<Played> attempts, EpisodeRecord episode) =>
        attempts.First(attempt => ReferenceEquals(attempt.Episodes[0], episode)).FirstMemory;

    private static List<Seat> Seats(Classroom classroom, Trial trial, PlannedTask task, int attempt)
    {
        var plan = classroom.Plan;
        return [.. Enumerable.Range(0, plan.Exam).Select(index =>
        {
            var seed = trial.ExamSeed(task, index);
            return new Seat
            {
                Name = task.Name,
                Task = task.Task,
                Start = task.Task.Exam(seed),
                // Another attempt meets the same episode and makes other choices.
                Seed = attempt == 0 ? seed : Rng.Mix(seed, (ulong)attempt),
                Documents = classroom.DocumentsOf(task.Task, atExam: true),
                Temperature = attempt == 0 ? plan.ExamTemperature : plan.PracticeTemperature,
                Restricted = plan.Restricted,
            };
        })];
    }

    private static List<EpisodeRecord> Best(List<Played> attempts) => [.. Enumerable.Range(0, attempts[0].Episodes.Count)
        .Select(i => attempts.Select(a => a.Episodes[i]).MaxBy(e => e.Outcome.Score)!)];
}

/// <summary>What an exam gave.</summary>
/// <param name="Scores">One a task.</param>
/// <param name="Episodes">Of each task, in the order of their numbers; of several attempts the best.</param>
/// <param name="Cost">Of all attempts.</param>
/// <param name="DocumentsLeftOut">Titles of documents that did not fit the window.</param>
public sealed record Examined(
    IReadOnlyList<TaskScore> Scores, IReadOnlyList<ExamEpisode> Episodes, Cost Cost, IReadOnlyList<string> DocumentsLeftOut);

/// <summary>An exam episode, and what stood in front of it at each move where that was kept.</summary>
public sealed record ExamEpisode(EpisodeRecord Record, IReadOnlyList<string?>? Memory);
