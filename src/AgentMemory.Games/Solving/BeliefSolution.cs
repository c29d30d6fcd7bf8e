namespace AgentMemory.Games;

/// <summary>The exact solution of a game in which the learner does not see everything.</summary>
public sealed class BeliefSolution : IGameSolution
{
    private readonly BeliefSolver _solver;

    private BeliefSolution(BeliefSolver solver, double floor)
    {
        _solver = solver;
        Floor = floor;
    }

    public double Floor { get; }

    public double Ceiling => _solver.Value;

    public int States => _solver.Beliefs;

    /// <summary>Solves one table.</summary>
    /// <returns>Null when it is too large.</returns>
    public static BeliefSolution? Solve(GameTable table, StateGraph graph, int beliefsMax, Func<bool>? isSpent = null)
    {
        var policies = table.Policies.Select((p, seat) => GraphPolicy.Of(graph, seat, p)).ToArray();
        policies[table.Seat] = null;
        var floor = GraphValues.Of(graph, table.Seat, policies, best: false)[graph.Root];
        return BeliefSolver.Solve([(table, 1.0)], beliefsMax, isSpent) is { } solver ? new BeliefSolution(solver, floor) : null;
    }

    public IReadOnlyList<double>? MoveValues(GameEpisode episode) => _solver.MoveValues(episode);

    /// <summary>What each of the seat's moves is worth where it is asked.</summary>
    public IReadOnlyList<double>? MoveValues(IGame game, int seat, IPosition position) =>
        _solver.MoveValues(game.Sight(position, seat));
}
