using AgentMemory.Core;

namespace AgentMemory.Games;

/// <summary>
/// What the families of two seats with turns and open positions share: an opponent of a named strength or one with a
/// hidden habit, the exact solution, and what the habit is worth.
/// </summary>
internal sealed class TurnGameSolver(string family, int seat, Opponent opponent, bool habit, ulong seed, int statesMax)
{
    /// <summary>Solves a game against its opponent; the habit, where there is one, follows from the generator.</summary>
    public (SolvedGame Solved, IGameSolution Solution, double Range) Solve(IGame game, Rng rng)
    {
        var graph = StateGraph.Explore(game, statesMax) ?? throw new UserErrorException(
            $"{family}: this game has more than {statesMax} positions; make it smaller");
        var table = Table(game, graph, habit ? rng.Fork("habit").Next(HabitPolicy.Count) : -1);
        var solution = new GraphSolution(graph, table);
        return (new SolvedGame(table, solution), solution, game.ScoreMax - game.ScoreMin);
    }

    /// <summary>What is reached without knowing the habit.</summary>
    public HiddenShare Share(SolvedGame solved, string what)
    {
        if (!habit)
        {
            return HiddenShare.Nothing;
        }

        var graph = ((GraphSolution)solved.Solution).Graph;
        var worlds = Enumerable.Range(0, HabitPolicy.Count).Select(s => Table(solved.Table.Game, graph, s)).ToList();
        return Closedness.Share(what, worlds, [.. worlds.Select(w => new GraphSolution(graph, w))]);
    }

    private GameTable Table(IGame game, StateGraph graph, int secret)
    {
        var other = secret >= 0 ? new HabitPolicy(secret, seed) : (IPolicy?)opponent.On(graph, 1 - seat);
        other ??= RandomPolicy.Instance;
        return new GameTable
        {
            Game = game,
            Seat = seat,
            Policies = seat == 0 ? [RandomPolicy.Instance, other] : [other, RandomPolicy.Instance],
        };
    }
}

/// <summary>A game with its opponent and its solution.</summary>
internal sealed record SolvedGame(GameTable Table, IGameSolution Solution);
