using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Room 5: a frozen player sits the exam: the same questions for every learner and in every block.</summary>
public static class Exam
{
    /// <summary>Examines a trial on every task of its stream.</summary>
    public static Examined Sit(Classroom classroom, Trial trial, Artifact? artifact, CancellationToken cancellation)
    {
        using var player = trial.Learner.Open(artifact);
        var tasks = trial.Tasks.Select(task => SitOne(new Sitting(classroom, trial, task, player), cancellation)).ToList();
        return new Examined(
            [.. tasks.Select(task => task.Score)],
            [.. tasks.SelectMany(task => task.Episodes)],
            tasks.Aggregate(Cost.None, (cost, task) => cost + task.Cost),
            [.. tasks.SelectMany(task => task.DocumentsLeftOut).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            tasks.Sum(task => task.Games));
    }

    // Several attempts are draws, and so is a reply at a temperature: there the exact value of one policy says nothing.
    private static ExaminedTask SitOne(Sitting sitting, CancellationToken cancellation) => sitting switch
    {
        { Task.Task.StateExam: { IsKnown: true } states, Trial.Learner.ExamAttempts: 1, Plan.ExamTemperature: 0 } =>
            StateSitting.Sit(sitting, states.Value, cancellation),
        { Task.Task.Partition: { IsKnown: true } partition } => QuestionSitting.Sit(sitting, partition.Value, cancellation),
        _ => EpisodeSitting.Sit(sitting, cancellation),
    };
}

/// <summary>One player at the exam of one task.</summary>
internal sealed record Sitting(Classroom Classroom, Trial Trial, PlannedTask Task, IPlayer Player)
{
    public Plan Plan => Classroom.Plan;

    /// <summary>Seed of an exam episode: the same in every block and for every learner.</summary>
    public ulong Seed(int index) => Trial.ExamSeed(Task, index);

    /// <summary>An episode of the exam.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="attempt">Another attempt meets the same episode and makes other choices.</param>
    public Seat Seat(IEpisode start, ulong seed, int attempt = 0) => new()
    {
        Name = Task.Name,
        Task = Task.Task,
        Start = start,
        Seed = seed,
        Draws = attempt == 0 ? seed : Rng.Mix(seed, (ulong)attempt),
        Documents = Documents,
        Temperature = attempt == 0 ? Plan.ExamTemperature : Plan.PracticeTemperature,
        Restricted = Plan.Restricted,
    };

    /// <summary>What may be read at the exam.</summary>
    public IReadOnlyList<Document> Documents => Classroom.DocumentsOf(Task.Task, atExam: true);
}

/// <summary>What the exam of one task gave.</summary>
/// <param name="Score">The score.</param>
/// <param name="Episodes">What the ledger keeps of it.</param>
/// <param name="Cost">All that was asked.</param>
/// <param name="DocumentsLeftOut">Titles of documents that did not fit the window.</param>
/// <param name="Games">How many games were as much to ask.</param>
internal sealed record ExaminedTask(
    TaskScore Score, IReadOnlyList<ExamEpisode> Episodes, Cost Cost, IReadOnlyCollection<string> DocumentsLeftOut, double Games);

/// <summary>What an exam gave.</summary>
/// <param name="Scores">One a task.</param>
/// <param name="Episodes">Of each task, in the order of their numbers; of several attempts the best.</param>
/// <param name="Cost">Of all attempts.</param>
/// <param name="DocumentsLeftOut">Titles of documents that did not fit the window.</param>
/// <param name="Games">How many games were as much to ask.</param>
public sealed record Examined(
    IReadOnlyList<TaskScore> Scores, IReadOnlyList<ExamEpisode> Episodes, Cost Cost, IReadOnlyList<string> DocumentsLeftOut, double Games)
{
    /// <summary>The exam of an earlier block once more, for nothing: what the learner carries has not changed since.</summary>
    public static Examined Again(BlockResult earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new Examined(earlier.Scores, [], Cost.None, earlier.DocumentsLeftOut, 0);
    }
}

/// <summary>An exam episode, and what stood in front of it at each move where that was kept.</summary>
/// <param name="Record">What was seen and done.</param>
/// <param name="Memory">See <see cref="LedgerEpisode"/>.</param>
/// <param name="Kind">Whether it asks what practice may have shown.</param>
public sealed record ExamEpisode(EpisodeRecord Record, IReadOnlyList<string?>? Memory, EpisodeKind Kind = EpisodeKind.Exam);
