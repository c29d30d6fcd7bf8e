using AgentMemory.Core;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Families.Heaps;

/// <summary>One thing that may be true: a game of heaps with its opponent.</summary>
public sealed class HeapWorld
{
    private readonly GraphPolicy? _opponent;

    private HeapWorld(HeapGame game, int learner, StateGraph graph, GraphPolicy? opponent)
    {
        Game = game;
        Learner = learner;
        Graph = graph;
        _opponent = opponent;
    }

    public HeapGame Game { get; }

    public HeapRules Rules => Game.Rules;

    /// <summary>The learner's seat.</summary>
    public int Learner { get; }

    public StateGraph Graph { get; }

    /// <summary>Null stands for uniform play, for the graph's solvers.</summary>
    public GraphPolicy? OpponentOnGraph => _opponent;

    /// <summary>The opponent's play, for a table.</summary>
    public IPolicy Opponent => _opponent is null ? RandomPolicy.Instance : _opponent;

    /// <summary>Visits all positions and works out how the opponent plays.</summary>
    /// <exception cref="UserErrorException">There are too many positions.</exception>
    public static HeapWorld Solve(HeapGame game, int learner, Opponent opponent, int statesMax, CancellationToken cancellation = default)
    {
        var graph = StateGraph.Explore(game, statesMax, cancellation) ?? throw new UserErrorException(
            $"heaps: this game has more than {statesMax} positions; give it fewer or smaller heaps");
        return new HeapWorld(game, learner, graph, opponent.On(graph, 1 - learner));
    }

    /// <summary>What may follow from a state in which the opponent moves: probability and state.</summary>
    public IEnumerable<(double Probability, int Move, HeapPosition Position)> Replies(HeapPosition position)
    {
        var weights = new double[position.Count];
        Opponent.Weigh(position, 1 - Learner, weights);
        for (var move = 0; move < weights.Length; move++)
        {
            if (weights[move] > 0)
            {
                yield return (weights[move], move, (HeapPosition)position.After(move));
            }
        }
    }
}
