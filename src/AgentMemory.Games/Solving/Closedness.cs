using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>How much of a closed game can be reached without finding out what is not told.</summary>
public static class Closedness
{
    private const int BeliefsMax = 300_000;

    /// <summary>
    /// The best policy that starts every play knowing the rulebook alone, over all worlds that the rulebook leaves
    /// possible. It is set against the mean floor and ceiling over the same worlds.
    /// </summary>
    /// <param name="what">One plain line naming the hidden part.</param>
    /// <param name="worlds">Equally likely.</param>
    /// <param name="solutions">Of the worlds, in order.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="UserErrorException">There are too many beliefs to solve.</exception>
    public static HiddenShare Share(
        string what, IReadOnlyList<GameTable> worlds, IReadOnlyList<IGameSolution> solutions, CancellationToken cancellation = default)
    {
        var floor = solutions.Average(s => s.Floor);
        var ceiling = solutions.Average(s => s.Ceiling);
        var solver = BeliefSolver.Solve([.. worlds.Select(w => (w, 1.0 / worlds.Count))], BeliefsMax, cancellation: cancellation)
            ?? throw new UserErrorException(
                $"game {worlds[0].Game.Name} is too large to work out what its hidden part is worth; make it smaller");
        return new HiddenShare(what, Math.Clamp((solver.Value - floor) / (ceiling - floor), 0, 1));
    }
}
