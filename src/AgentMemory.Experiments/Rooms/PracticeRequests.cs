using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rollouts;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Rooms;

/// <summary>Which episodes a block practises: the same for every learner that practises in one world.</summary>
internal static class PracticeRequests
{
    /// <summary>The episodes of a round.</summary>
    /// <param name="first">Number of its first episode in the block.</param>
    /// <exception cref="UserErrorException">The task has no other world where the learner practises in one.</exception>
    public static IReadOnlyList<RolloutRequest> Of(Plan plan, Trial trial, int block, int first, PracticeRound round)
    {
        var world = WorldOf(plan, trial, block);
        return
        [
            .. Enumerable.Range(0, round.Episodes).Select(index =>
            {
                // Further attempts start alike and draw their choices anew.
                var attempt = index % round.Attempts;
                var seed = trial.PracticeSeed(block, first + index - attempt);
                return new RolloutRequest
                {
                    Task = world,
                    Start = world.Practice(seed),
                    Seed = seed,
                    Draws = attempt == 0 ? seed : Rng.Mix(seed, (ulong)attempt),
                    Documents = plan.DocumentsOf(world, atExam: false),
                    Temperature = plan.PracticeTemperature,
                    Restricted = plan.Restricted,
                };
            }),
        ];
    }

    /// <summary>The episodes under the id of the task that is examined, whatever world they were played in.</summary>
    public static IReadOnlyList<EpisodeRecord> Filed(Plan plan, Trial trial, int block, IReadOnlyList<EpisodeRecord> episodes) =>
        trial.Learner.PractisesInAnotherWorld
            ? [.. episodes.Select(episode => episode with { TaskId = trial.TaskOf(block, plan.Blocks).Task.Id })]
            : episodes;

    private static ITask WorldOf(Plan plan, Trial trial, int block)
    {
        var task = trial.TaskOf(block, plan.Blocks);
        return !trial.Learner.PractisesInAnotherWorld
            ? task.Task
            : task.OtherWorld?.Value ?? throw new UserErrorException(
                $"learner {trial.Learner.Id}: {task.Name} has one world only; take a task that is drawn by a seed, or leave the learner out");
    }
}
