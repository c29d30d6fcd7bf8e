using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>
/// The practice that all learners of a plan share: games of a seeded player that replies at random, drawn before any learner and the
/// same for all. What remains is to keep and to use them; nobody explores.
/// </summary>
public static class SharedExperience
{
    /// <summary>Refuses learners that have to act on their own policy.</summary>
    /// <exception cref="UserErrorException">There is one.</exception>
    public static void RefuseOwnPolicies(Plan plan, IReadOnlyList<ILearner> learners)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(learners);
        if (plan.Experience == ExperienceSource.Shared && learners.FirstOrDefault(learner => learner.PracticeInStudy > 0) is { } own)
        {
            throw new UserErrorException(
                $"plan {plan.Name}: learner {own.Id} plays by its own policy inside its study, and with \"experience: shared\" nobody does; "
                + "leave the learner out, or write \"experience: own\"");
        }
    }

    /// <summary>Over the games as JSON lines, in the order of seeds, streams and blocks.</summary>
    /// <exception cref="UserErrorException">The plan was made with other games.</exception>
    public static string Sha256(Classroom classroom, IReadOnlyList<Trial> trials, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(classroom);
        ArgumentNullException.ThrowIfNull(trials);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var trial in trials.Where(trial => !trial.Learner.PractisesInAnotherWorld).DistinctBy(trial => (trial.Key.Seed, trial.Key.Stream)))
        {
            for (var block = 1; block <= classroom.Plan.Blocks; block++)
            {
                var games = new Practice(classroom, trial, block).Play(UniformPlayer.Instance, classroom.Plan.PracticeOf(block), cancellation);
                games.ToList().ForEach(game => hash.AppendData(Encoding.UTF8.GetBytes(EpisodeJson.Write(game) + "\n")));
            }
        }

        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return classroom.Plan.ExperienceSha256 is { } stated && stated != found
            ? throw new UserErrorException(
                $"plan {classroom.Plan.Name}: experience_sha256 is {stated} and the games drawn here have {found}; "
                + "families or prompts have changed since the plan was resolved; leave the field out to draw anew")
            : found;
    }
}
