using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Gdl;
using AgentMemory.Games.Tasks;

namespace AgentMemory.Games.Checks;

/// <summary>What a check of a game found; a game that cannot be used is an error instead.</summary>
/// <param name="Game">Its id.</param>
/// <param name="Roles">Its seats.</param>
/// <param name="Playouts">Random games that were played to their end.</param>
/// <param name="StepsMean">Mean number of positions in which somebody moved.</param>
/// <param name="StepsMax">The most of them.</param>
/// <param name="Cautions">What is odd but not wrong.</param>
/// <param name="Search">How far the positions nearest to the start were gone through too; null where they were not.</param>
public sealed record GameCheck(
    string Game,
    IReadOnlyList<string> Roles,
    int Playouts,
    double StepsMean,
    int StepsMax,
    IReadOnlyList<string> Cautions,
    PositionSearch? Search = null)
{
    private const int EpisodeStepsMax = 10_000;

    // Of a rulesheet, in the engine's own steps of about a nanosecond, so that the same is looked at on every machine.
    private const long PlayoutsWorkMax = 1_000_000_000;
    private const long SearchWorkMax = 300_000_000;

    /// <summary>As below, for a plugin's task, of which only episodes are known.</summary>
    /// <exception cref="UserErrorException">An episode does not end, or offers nothing to reply.</exception>
    public static GameCheck Of(ITask task, int playouts, Rng rng, TimeProvider time, TimeSpan timeMax, CancellationToken cancellation = default)
    {
        if (task is GameTask game)
        {
            return Of(game, playouts, rng, time, timeMax, cancellation);
        }

        var began = time.GetTimestamp();
        var (play, total, most) = (0, 0, 0);
        for (; play < playouts && (play == 0 || time.GetElapsedTime(began) < timeMax); play++)
        {
            var episode = task.Practice((ulong)play);
            var steps = 0;
            for (; episode.Outcome is null; steps++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (steps == EpisodeStepsMax || episode.View.Reply is not ReplyForm.OneOf { Replies.Count: > 0 } form)
                {
                    throw new UserErrorException($"game {task.Id}: after {steps} steps an episode goes on "
                        + "without an end or without a reply to choose from; correct its After");
                }

                episode = episode.After(rng.Pick(form.Replies));
            }

            (total, most) = (total + steps, Math.Max(most, steps));
        }

        IReadOnlyList<string> cautions = task.Ceiling > task.Floor ? [] : ["its ceiling is not above its floor, so scores mean nothing"];
        return new GameCheck(task.Id, ["player"], play, (double)total / play, most, cautions);
    }

    /// <summary>Plays random games to find what reading the rules cannot show: missing moves, missing goals, games without end.</summary>
    /// <exception cref="UserErrorException">A play ran into such a fault.</exception>
    /// <param name="task">The game.</param>
    /// <param name="playouts">How many games to play at most.</param>
    /// <param name="rng">Draws the moves.</param>
    /// <param name="time">For the limit below.</param>
    /// <param name="timeMax">After so long no further game is begun; at least one is played.</param>
    /// <param name="cancellation">Looked at before every move and every position.</param>
    private static GameCheck Of(GameTask task, int playouts, Rng rng, TimeProvider time, TimeSpan timeMax, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var game = task.Table.Game;
        var total = 0;
        var most = 0;
        var brokenOff = 0;
        var play = 0;
        var rules = (game as GdlGame)?.Engine;
        for (; play < playouts && (play == 0 || (time.GetElapsedTime(began) < timeMax
            && !(rules?.Work > PlayoutsWorkMax))); play++)
        {
            var played = Playout.Play(task.Id, game, rng.Fork("check", play), cancellation);
            total += played.Steps.Count;
            most = Math.Max(most, played.Steps.Count);
            brokenOff += played.Terminal ? 0 : 1;
            foreach (var (role, goal) in played.Goals)
            {
                if (goal < game.ScoreMin || goal > game.ScoreMax)
                {
                    throw new UserErrorException(
                        $"game {task.Id}: {role} scored {goal}, outside {game.ScoreMin} to {game.ScoreMax}; correct its goals");
                }
            }
        }

        var cautions = task.Cautions.ToList();
        if (brokenOff > 0)
        {
            cautions.Add($"{brokenOff} of {play} random games ran into the step limit");
        }

        var end = rules?.Work + SearchWorkMax;
        var search = rules is null ? null : PositionSearch.Of(game, () => rules.Work > end, cancellation);
        return new GameCheck(task.Id, game.Roles, play, (double)total / Math.Max(1, play), most, cautions, search);
    }
}
