using System.Diagnostics;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>A way to play one seat, written down for every node of a graph.</summary>
public sealed class GraphPolicy : IPolicy
{
    private readonly StateGraph _graph;
    private readonly double[]?[] _weights;
    private readonly int _seat;

    /// <summary>Probabilities by node; null at a node stands for uniform.</summary>
    internal GraphPolicy(StateGraph graph, int seat, double[]?[] weights)
    {
        _graph = graph;
        _seat = seat;
        _weights = weights;
    }

    /// <summary>Any policy, written down; null, which stands for uniform play, for the random one.</summary>
    public static GraphPolicy? Of(StateGraph graph, int seat, IPolicy policy)
    {
        if (policy is RandomPolicy || (policy is GraphPolicy written && written._graph == graph))
        {
            return policy as GraphPolicy;
        }

        var weights = new double[]?[graph.Count];
        for (var node = 0; node < graph.Count; node++)
        {
            var position = graph.Position(node);
            if (position.Phase == Phase.Moves && position.MoveCount(seat) is > 1 and var count)
            {
                weights[node] = new double[count];
                policy.Weigh(position, seat, weights[node]);
            }
        }

        return new GraphPolicy(graph, seat, weights);
    }

    /// <summary>The probabilities at a node, or null for uniform.</summary>
    internal double[]? At(int node) => _weights[node];

    public void Weigh(IPosition position, int seat, Span<double> probabilities)
    {
        var node = _graph.NumberOf(position);
        if (node < 0 || seat != _seat)
        {
            throw new UnreachableException("a policy was asked about a position or seat that is not its own");
        }

        if (_weights[node] is { } weights)
        {
            weights.CopyTo(probabilities);
        }
        else
        {
            probabilities.Fill(1.0 / probabilities.Length);
        }
    }
}
