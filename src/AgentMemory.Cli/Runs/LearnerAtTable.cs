using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Results;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Play;
using AgentMemory.Experiments.Plans;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Cli.Runs;

/// <summary>A learner, as it stands in an artifact, that plays the other seats of a game.</summary>
internal sealed class LearnerAtTable : IDisposable
{
    private readonly LearningSetup _setup;
    private readonly ArtifactKeeping _keeping;
    private IPlayer? _player;

    /// <exception cref="UserErrorException">There is no such learner, model or artifact.</exception>
    public LearnerAtTable(string learner, string? artifact, string? model, string device, int? threads)
    {
        if (artifact is not null && !Directory.Exists(artifact))
        {
            throw new UserErrorException($"--artifact {artifact} is not there; run --artifact makes it, or leave it away");
        }

        var home = Home.Find();
        var learners = Catalogue.Learners;
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
        try
        {
            _keeping = new ArtifactKeeping(artifact);
        }
        catch
        {
            _setup.Dispose();
            throw;
        }
    }

    /// <summary>The game with the learner in it.</summary>
    /// <exception cref="UserErrorException">Nobody chooses there but the person, or what was learnt is of something else.</exception>
    public GameTask Join(GameTask task, ulong seed)
    {
        if (task.Table.Game.Roles.Count <= 1)
        {
            throw new UserErrorException($"game {task.Id} has one seat, and nobody can play against you; leave --learner away");
        }

        var learner = _setup.Trials[0].Learner;
        var user = new ArtifactOwner
        {
            Learner = learner.Id,
            Tasks = [task.Id],
            Model = _setup.Model.Card.Id,
            ModelSha256 = _setup.Model.Card.Sha256,
        };
        _keeping.Check(user);

        _player = _keeping.Using(user, () => learner.Open(_keeping.Before));
        return task.Against(new PlayerPolicy(task, _player, seed));
    }

    public void Dispose()
    {
        _player?.Dispose();
        _keeping.Dispose();
        _setup.Dispose();
    }
}
