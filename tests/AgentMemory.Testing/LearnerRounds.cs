using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;

namespace AgentMemory.Testing;

/// <summary>Takes a learner through the rounds of a block, as the rooms of a comparison do.</summary>
public static class LearnerRounds
{
    /// <summary>Studies round by round; what a round leaves is what the next one begins with.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="rounds">Its rounds.</param>
    /// <param name="first">What the first round's study has to go by, but for its experience; the other rounds have folders beside its own.</param>
    /// <param name="play">Plays a round with its player; the number is that of the round's first episode in the block.</param>
    public static Learned Study(
        ILearner learner, IReadOnlyList<PracticeRound> rounds, StudyRequest first, Func<IPlayer, PracticeRound, int, IReadOnlyList<EpisodeRecord>> play)
    {
        var all = new Learned(first.Before, Cost.None, []);
        var played = 0;
        foreach (var (number, round) in rounds.Index())
        {
            IReadOnlyList<EpisodeRecord> experience = [];
            if (round.Episodes > 0)
            {
                using var player = learner.Open(all.Artifact, round);
                experience = play(player, round, played);
                played += round.Episodes;
            }

            var folder = number == 0 ? first.Folder : $"{first.Folder}-{number}";
            Directory.CreateDirectory(folder);
            var learned = learner.Study(
                first with { Before = all.Artifact, Experience = experience, Round = round, RoundNumber = number, Folder = folder },
                CancellationToken.None);
            all = new Learned(learned.Artifact, all.Cost + learned.Cost, [.. all.Remarks, .. learned.Remarks]);
        }

        return all;
    }
}
