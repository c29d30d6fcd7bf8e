using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using Xunit;

namespace AgentMemory.Testing;

/// <summary>What every learner must hold to, whatever its path.</summary>
public static class LearnerConformance
{
    private const int Episodes = 6;

    /// <summary>Checks a learner on a task of buttons.</summary>
    /// <param name="make">A fresh instance, as a new process would make it.</param>
    public static void Check(Func<ILearner> make)
    {
        RoundsKeepToTheBudget(make());
        SameExperienceAndSeedGiveTheSameArtifact(make);
        PlayingLeavesTheArtifactAsItWas(make);
        AFreshInstancePlaysOnFromTheArtifactAlone(make);
        ALearnerWithoutExperienceStillOpens(make);
    }

    private static void SameExperienceAndSeedGiveTheSameArtifact(Func<ILearner> make)
    {
        using var left = new TemporaryFolder();
        using var right = new TemporaryFolder();
        Assert.Equal(Learn(make(), left["a"]).Artifact?.Sha256, Learn(make(), right["a"]).Artifact?.Sha256);
    }

    private static void PlayingLeavesTheArtifactAsItWas(Func<ILearner> make)
    {
        using var folder = new TemporaryFolder();
        var learner = make();
        var artifact = Learn(learner, folder["a"]).Artifact;
        Play(learner, artifact);
        if (artifact is not null)
        {
            Assert.Equal(artifact.Sha256, Artifact.Of(artifact.Folder).Sha256);
        }
    }

    private static void AFreshInstancePlaysOnFromTheArtifactAlone(Func<ILearner> make)
    {
        using var folder = new TemporaryFolder();
        var learner = make();
        var artifact = Learn(learner, folder["a"]).Artifact;
        Assert.Equal(Play(learner, artifact), Play(make(), artifact is null ? null : Artifact.Of(artifact.Folder)));
    }

    private static void ALearnerWithoutExperienceStillOpens(Func<ILearner> make) => Assert.NotEmpty(Play(make(), null));

    private static Learned Learn(ILearner learner, string folder)
    {
        Directory.CreateDirectory(folder);
        var task = new ButtonTask(4, 5);
        var first = new StudyRequest
        {
            Before = null,
            Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
            Experience = [],
            Round = new PracticeRound { Starts = 0 },
            Folder = folder,
            Rng = new Rng(9),
        };
        return LearnerRounds.Study(learner, learner.Rounds(Episodes), first, (player, round, number) =>
        {
            // Every round has a player that can be asked; what it met is given.
            Assert.Single(player.Choose([Turn(task, 1)], CancellationToken.None));
            return [.. Enumerable.Range(number, round.Episodes).Select(i => Episode(task, i))];
        });
    }

    private static void RoundsKeepToTheBudget(ILearner learner)
    {
        for (var episodes = 1; episodes <= 3 * Episodes; episodes++)
        {
            var rounds = learner.Rounds(episodes);
            Assert.NotEmpty(rounds);
            Assert.All(rounds, round => Assert.True(round is { Starts: >= 0, Attempts: >= 1, Generator: >= 0 }, $"{round}"));
            Assert.InRange(rounds.Sum(round => round.Episodes), 0, episodes);
        }
    }

    private static List<string> Play(ILearner learner, Artifact? artifact)
    {
        using var player = learner.Open(artifact);
        var task = new ButtonTask(4, 5);
        var turns = Enumerable.Range(0, 5).Select(i => Turn(task, (ulong)i)).ToList();
        return [.. player.Choose(turns, CancellationToken.None).Select(c => $"{c.Reply} {c.Prompt}")];
    }

    private static Turn Turn(ButtonTask task, ulong seed) => new()
    {
        TaskId = task.Id,
        Documents = task.Documents,
        Earlier = [],
        View = task.Exam(seed).View,
        Temperature = 1,
        Restricted = true,
        Seed = seed,
    };

    private static EpisodeRecord Episode(ButtonTask task, int number)
    {
        var start = task.Practice((ulong)number);
        var replies = ((ReplyForm.OneOf)start.View.Reply).Replies;
        var reply = replies[number % replies.Count];
        var outcome = start.After(reply).Outcome!;
        return new EpisodeRecord
        {
            TaskId = task.Id,
            Seed = (ulong)number,
            Moves = [new Move(start.View, reply, null, -1.4)],
            Outcome = outcome,
            Score = (outcome.Score - task.Floor) / (task.Ceiling - task.Floor),
        };
    }
}
