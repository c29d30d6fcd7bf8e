using AgentMemory.Core;
using AgentMemory.Evaluation;
using AgentMemory.Games;

namespace AgentMemory.Cli;

/// <summary>A learner, as it stands in an artifact, that plays the other seats of a game.</summary>
internal sealed class LearnerAtTable : IDisposable
{
    private readonly LearningSetup _setup;
    private readonly ArtifactKeeping _keeping;
    private readonly IPlayer _player;

    /// <exception cref="UserErrorException">There is no such learner, model or artifact.</exception>
    public LearnerAtTable(string learner, string? artifact, string? model, string device, int? threads)
    {
        if (artifact is not null && !Directory.Exists(artifact))
        {
            throw new UserErrorException($"--artifact {artifact} is not there; run --artifact makes it, or leave it away");
        }

        var home = Home.Find();
        var learners = LearnerDefaults.Read(home.Learners);
        var plan = PlanFile.Read(home.Plan("default"), learners);
        plan = plan with
        {
            Name = "play",
            Device = device,
            Model = model ?? plan.Model,
            Seeds = 1,
            Learners = [learners.Named(learner)],
        };
        _setup = new LearningSetup(home, plan, threads);
        _keeping = new ArtifactKeeping(artifact);
        _player = _setup.Trials[0].Learner.Open(_keeping.Before);
    }

    /// <summary>The game with the learner in it.</summary>
    /// <exception cref="UserErrorException">Nobody chooses there but the person.</exception>
    public GameTask Join(GameTask task, ulong seed) => task.Table.Game.Roles.Count > 1
        ? task.Against(new PlayerPolicy(task, _player, seed))
        : throw new UserErrorException($"game {task.Id} has one seat, and nobody can play against you; leave --learner away");

    public void Dispose()
    {
        _player.Dispose();
        _keeping.Dispose();
        _setup.Dispose();
    }
}
