using AgentMemory.Core;

namespace AgentMemory.Evaluation;

/// <summary>Room 3: a player and fresh practice episodes become experience. Also the study's own share of the budget.</summary>
public sealed class Practice : IPractice
{
    private readonly Classroom _classroom;
    private readonly Trial _trial;
    private readonly int _block;
    private int _played;

    /// <summary>One block's practice budget.</summary>
    public Practice(Classroom classroom, Trial trial, int block)
    {
        _classroom = classroom;
        _trial = trial;
        _block = block;
    }

    /// <inheritdoc/>
    public int EpisodesLeft => _classroom.Plan.PracticeOf(_block) - _played;

    /// <summary>Episodes played so far.</summary>
    public int EpisodesPlayed => _played;

    /// <summary>What all of them took.</summary>
    public Cost Cost { get; private set; } = Cost.None;

    /// <summary>All of them, in order.</summary>
    public List<EpisodeRecord> Experience { get; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<EpisodeRecord> Play(IPlayer player, int episodes, CancellationToken cancellation) =>
        Play(player, episodes, 1, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<EpisodeRecord> Play(IPlayer player, int starts, int attempts, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(starts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attempts);
        var plan = _classroom.Plan;
        var task = _trial.TaskOf(_block, plan.Blocks);
        var world = _trial.Learner.PractisesInAnotherWorld
            ? task.OtherWorld?.Value ?? throw new UserErrorException(
                $"learner {_trial.Learner.Id}: {task.Name} has one world only; take a task that is drawn by a seed, or leave the learner out")
            : task.Task;
        var first = _played;
        var seats = Enumerable.Range(0, attempts * Math.Min(starts, EpisodesLeft / attempts)).Select(index =>
        {
            // Further attempts start alike and draw their choices anew.
            var seed = _trial.PracticeSeed(_block, first + (index / attempts * attempts));
            return new Seat
            {
                Name = task.Name,
                Task = world,
                Start = world.Practice(seed),
                Seed = seed,
                Draws = index % attempts == 0 ? seed : Rng.Mix(seed, (ulong)(index % attempts)),
                Documents = _classroom.DocumentsOf(world, atExam: false),
                Temperature = plan.PracticeTemperature,
                Restricted = plan.Restricted,
            };
        }).ToList();
        var played = Playing.Play(player, seats, plan.Batch, _classroom.Time, cancellation, _classroom.Watch);
        _played += seats.Count;
        Cost += played.Cost;
        IReadOnlyList<EpisodeRecord> episodes = world == task.Task
            ? played.Episodes
            : [.. played.Episodes.Select(episode => episode with { TaskId = task.Task.Id })];
        Experience.AddRange(episodes);
        return episodes;
    }
}
