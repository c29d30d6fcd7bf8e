using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rollouts;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Rooms;

/// <summary>
/// The practice that all learners of a plan share: games of a seeded player that replies at random, drawn before any learner and the
/// same for all. What remains is to keep and to use them; nobody explores.
/// </summary>
public sealed class SharedExperience
{
    private readonly Plan _plan;
    private readonly TimeProvider _time;
    private readonly Dictionary<(int Block, bool InAnotherWorld), IReadOnlyList<EpisodeRecord>> _drawn = [];
    private (int Stream, int Seed) _drawnFor;

    public SharedExperience(Plan plan, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        (_plan, _time) = (plan, time);
    }

    /// <summary>Refuses learners that have to act on their own policy.</summary>
    /// <exception cref="UserErrorException">There is one.</exception>
    public static void RefuseOwnPolicies(Plan plan, IReadOnlyList<ILearner> learners)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(learners);
        if (plan.Experience == ExperienceSource.Shared && learners.FirstOrDefault(learner => learner.NeedsOwnEpisodes) is { } own)
        {
            throw new UserErrorException(
                $"plan {plan.Name}: learner {own.Id} plays by its own policy to learn, and with \"experience: shared\" nobody does; "
                + "leave the learner out, or write \"experience: own\"");
        }
    }

    /// <summary>The games of a trial's block. Those of one stream and seed are kept until another is asked for.</summary>
    public IReadOnlyList<EpisodeRecord> Of(Trial trial, int block, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (_drawnFor != (trial.Key.Stream, trial.Key.Seed))
        {
            _drawn.Clear();
            _drawnFor = (trial.Key.Stream, trial.Key.Seed);
        }

        var key = (block, trial.Learner.PractisesInAnotherWorld);
        return _drawn.TryGetValue(key, out var games) ? games : _drawn[key] = Draw(trial, block, cancellation);
    }

    /// <summary>Over the games as JSON lines, in the order of seeds, streams and blocks.</summary>
    /// <exception cref="UserErrorException">The plan was made with other games.</exception>
    public string Sha256(IReadOnlyList<Trial> trials, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(trials);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var trial in trials.Where(trial => !trial.Learner.PractisesInAnotherWorld).DistinctBy(trial => (trial.Key.Seed, trial.Key.Stream)))
        {
            for (var block = 1; block <= _plan.Blocks; block++)
            {
                foreach (var game in Of(trial, block, cancellation))
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(EpisodeJson.Write(game) + "\n"));
                }
            }
        }

        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return _plan.ExperienceSha256 is { } stated && stated != found
            ? throw new UserErrorException(
                $"plan {_plan.Name}: experience_sha256 is {stated} and the games drawn here have {found}; "
                + "families or prompts have changed since the plan was resolved; leave the field out to draw anew")
            : found;
    }

    private IReadOnlyList<EpisodeRecord> Draw(Trial trial, int block, CancellationToken cancellation)
    {
        var requests = PracticeRequests.Of(_plan, trial, block, first: 0, new PracticeRound { Starts = _plan.PracticeOf(block) });
        var played = RolloutRunner.Play(UniformPlayer.Instance, requests, _plan.Batch, _time, cancellation);
        return PracticeRequests.Filed(_plan, trial, block, played.Episodes);
    }
}
