using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>The exact solution of a game in which the learner does not see everything.</summary>
public sealed class BeliefSolution : IGameSolution
{
    private readonly BeliefSolver _solver;
    private readonly GameTable _table;
    private readonly StateGraph _graph;
    private readonly double[] _floors;

    private BeliefSolution(BeliefSolver solver, GameTable table, StateGraph graph, double[] floors)
    {
        _solver = solver;
        _table = table;
        _graph = graph;
        _floors = floors;
        Floor = floors[graph.Root];
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
        var floors = GraphValues.Of(graph, table.Seat, policies, best: false);
        return BeliefSolver.Solve([(table, 1.0)], beliefsMax, isSpent, graph.Cancellation) is { } solver
            ? new BeliefSolution(solver, table, graph, floors)
            : null;
    }

    // Some of the starts leave fewer beliefs than all of them, which were few enough.
    public (double Floor, double Ceiling) From(IPosition start) => start.Equals(_table.Start)
        ? (Floor, Ceiling)
        : (GraphValues.Mean(_graph, _floors, start),
            BeliefSolver.Solve([(_table with { Start = start }, 1.0)], int.MaxValue, cancellation: _graph.Cancellation)!.Value);

    public IReadOnlyList<double>? MoveValues(GameEpisode episode) => _solver.MoveValues(episode);

    /// <summary>What each of the seat's moves is worth where it is asked.</summary>
    public IReadOnlyList<double>? MoveValues(IGame game, int seat, IPosition position) =>
        _solver.MoveValues(game.Sight(position, seat));
}
