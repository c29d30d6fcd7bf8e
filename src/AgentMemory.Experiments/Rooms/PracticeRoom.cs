using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rollouts;

namespace AgentMemory.Experiments.Rooms;

/// <summary>Room 3: a round's player and fresh practice episodes become experience; or episodes that all learners share are handed out.</summary>
public sealed class PracticeRoom
{
    private readonly Plan _plan;
    private readonly Workshop _shop;
    private readonly SharedExperience? _shared;

    public PracticeRoom(Plan plan, Workshop shop)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(shop);
        (_plan, _shop) = (plan, shop);
        _shared = plan.Experience == ExperienceSource.Shared ? new SharedExperience(plan, shop.Time) : null;
    }

    /// <summary>Plays the episodes of a round. Those of a block have their numbers through all of its rounds.</summary>
    /// <exception cref="UserErrorException">An episode does not end, or the task has no other world where one is wanted.</exception>
    public RoundExperience Play(BlockWork work, PracticeRound round, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(round);
        if (round.Episodes == 0)
        {
            return RoundExperience.None;
        }

        var first = work.Episodes.Count;
        if (_shared is not null)
        {
            return new RoundExperience([.. _shared.Of(work.Trial, work.Block, cancellation).Skip(first).Take(round.Episodes)], Cost.None);
        }

        using var player = work.Trial.Learner.Open(work.Artifact, round);
        var requests = PracticeRequests.Of(_plan, work.Trial, work.Block, first, round);
        var played = RolloutRunner.Play(player, requests, _plan.Batch, _shop.Time, cancellation, _shop.Observer);
        return new RoundExperience(PracticeRequests.Filed(_plan, work.Trial, work.Block, played.Episodes), played.Cost);
    }
}
