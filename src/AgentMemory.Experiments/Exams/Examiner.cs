using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Exams;

/// <summary>Takes exams here: the same questions for every learner and in every block.</summary>
public sealed class Examiner : IExaminer
{
    private readonly Plan _plan;
    private readonly TimeProvider _time;

    public Examiner(Plan plan, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        (_plan, _time) = (plan, time);
    }

    /// <inheritdoc/>
    public Examined Evaluate(Trial trial, Artifact? artifact, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(trial);
        using var player = trial.Learner.Open(artifact);
        var tasks = trial.Tasks.Select(task => EvaluateOne(new Sitting(_plan, _time, trial, task, player), cancellation)).ToList();
        return new Examined(
            [.. tasks.Select(task => task.Score)],
            [.. tasks.SelectMany(task => task.Episodes)],
            tasks.Aggregate(Cost.None, (cost, task) => cost + task.Cost),
            [.. tasks.SelectMany(task => task.DocumentsLeftOut).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            tasks.Sum(task => task.Games));
    }

    // Several attempts are draws, and so is a reply at a temperature: there the exact value of one policy says nothing.
    private static ExaminedTask EvaluateOne(Sitting sitting, CancellationToken cancellation) => sitting switch
    {
        { Task.Task.StateExam: { IsKnown: true } states, Trial.Learner.ExamAttempts: 1, Plan.ExamTemperature: 0 } =>
            StateSitting.Sit(sitting, states.Value, cancellation),
        { Task.Task.Partition: { IsKnown: true } partition } => QuestionSitting.Sit(sitting, partition.Value, cancellation),
        _ => EpisodeSitting.Sit(sitting, cancellation),
    };
}
