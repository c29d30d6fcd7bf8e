using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>The exact solution of a game that hides nothing from the learner's seat, node by node.</summary>
public sealed class GraphSolution : IGameSolution
{
    private readonly StateGraph _graph;
    private readonly IReadOnlyList<GraphPolicy?> _policies;
    private readonly int _seat;
    private readonly double[] _floors;
    private readonly double[] _values;

    /// <summary>Solves the game for one seat against the others' policies (null stands for uniform play).</summary>
    public GraphSolution(StateGraph graph, int seat, IReadOnlyList<GraphPolicy?> policies)
    {
        _graph = graph;
        _seat = seat;
        _policies = policies;
        var uniform = policies.ToArray();
        uniform[seat] = null;
        _floors = GraphValues.Of(graph, seat, uniform, best: false);
        Floor = _floors[graph.Root];
        _values = GraphValues.Of(graph, seat, policies, best: true);
        Ceiling = _values[graph.Root];
    }

    /// <summary>Solves the learner's seat of a table.</summary>
    public GraphSolution(StateGraph graph, GameTable table)
        : this(graph, table.Seat, [.. table.Policies.Select((p, seat) => GraphPolicy.Of(graph, seat, p))])
    {
    }

    public double Floor { get; }

    public double Ceiling { get; }

    public int States => _graph.Count;

    public StateGraph Graph => _graph;

    public (double Floor, double Ceiling) From(IPosition start) =>
        (GraphValues.Mean(_graph, _floors, start), GraphValues.Mean(_graph, _values, start));

    public IReadOnlyList<double> MoveValues(GameEpisode episode) => MoveValues(episode.Position);

    /// <summary>What each of the learner's moves in a position is worth.</summary>
    public double[] MoveValues(IPosition position) =>
        GraphValues.Moves(_graph, _graph.NumberOf(position), _seat, _policies, _values);
}
