using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>What a check of a game found; a game that cannot be used is an error instead.</summary>
/// <param name="Game">Its id.</param>
/// <param name="Roles">Its seats.</param>
/// <param name="Playouts">Random games that were played to their end.</param>
/// <param name="StepsMean">Mean number of positions in which somebody moved.</param>
/// <param name="StepsMax">The most of them.</param>
/// <param name="Cautions">What is odd but not wrong.</param>
public sealed record GameCheck(
    string Game, IReadOnlyList<string> Roles, int Playouts, double StepsMean, int StepsMax, IReadOnlyList<string> Cautions)
{
    /// <summary>Plays random games to find what reading the rules cannot show: missing moves, missing goals, games without end.</summary>
    /// <exception cref="UserErrorException">A play ran into such a fault.</exception>
    public static GameCheck Of(GameTask task, int playouts, Rng rng)
    {
        var game = task.Table.Game;
        var total = 0;
        var most = 0;
        var brokenOff = 0;
        for (var play = 0; play < playouts; play++)
        {
            var played = Playout.Play(task.Id, game, rng.Fork("check", play));
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
            cautions.Add($"{brokenOff} of {playouts} random games ran into the step limit");
        }

        return new GameCheck(task.Id, game.Roles, playouts, (double)total / Math.Max(1, playouts), most, cautions);
    }
}
