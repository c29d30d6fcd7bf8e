using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Ledger;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;

namespace AgentMemory.Experiments.Trials;

/// <summary>One learner on one stream with one seed, with everything that chance decides already decided.</summary>
public sealed record Trial
{
    public required TrialKey Key { get; init; }

    public required ILearner Learner { get; init; }

    public required IReadOnlyList<PlannedTask> Tasks { get; init; }

    /// <summary>Of the stream and seed, not of the learner: all learners meet the same episodes.</summary>
    public required Rng Rng { get; init; }

    /// <summary>The task that is practised in a block, counted from 1: the stream's tasks one after another.</summary>
    public PlannedTask TaskOf(int block, int blocks) => Tasks[(int)((long)(block - 1) * Tasks.Count / blocks)];

    /// <summary>The learner's rounds of a block; none in block 0, which is an exam alone.</summary>
    /// <exception cref="InvalidOperationException">The learner states no round, or rounds of more episodes than there are.</exception>
    public IReadOnlyList<PracticeRound> RoundsOf(Plan plan, int block)
    {
        if (block == 0)
        {
            return [];
        }

        var rounds = Learner.Rounds(plan.PracticeOf(block));
        return rounds.Count > 0 && rounds.Sum(round => (long)round.Episodes) <= plan.PracticeOf(block)
            ? rounds
            : throw new InvalidOperationException($"learner {Learner.Id} states no rounds for {plan.PracticeOf(block)} episodes, or more than those.");
    }

    /// <summary>Seed of a practice episode.</summary>
    public ulong PracticeSeed(int block, int index) => Rng.Fork("practice", block).Fork("episode", index).Seed;

    /// <summary>Seed of an exam episode: the same in every block and for every learner.</summary>
    public ulong ExamSeed(PlannedTask task, int index) => Rng.Fork("exam", task.Index).Fork("episode", index).Seed;

    /// <summary>The episodes of a sampled exam.</summary>
    public IEnumerable<IEpisode> ExamSample(PlannedTask task, int count) =>
        Enumerable.Range(0, count).Select(index => task.Task.Exam(ExamSeed(task, index)));
}

/// <summary>A task as a plan names it.</summary>
/// <param name="Index">Its place in the stream.</param>
/// <param name="Name">As the plan says it; what results are filed under.</param>
/// <param name="Task">The task itself, drawn for the seed where the plan leaves the seed open.</param>
public sealed record PlannedTask(int Index, string Name, ITask Task)
{
    /// <summary>Another world of the same family and parameters, for the control that practises there; null where there is none.</summary>
    public Lazy<ITask>? OtherWorld { get; init; }
}
