using AgentMemory.Games.Play;

namespace AgentMemory.Games.Exams;

/// <summary>
/// All that can happen at a table, cut at the moments in which the learner is asked. A node is a position with all that anybody
/// who plays by it knows; a state is what the learner knows, and may stand for many nodes where not all is seen.
/// </summary>
internal sealed class StateTree
{
    /// <summary>More states are too many to ask a player in each.</summary>
    public const int StatesMax = 2_000;

    private const int StepsMax = 4_000_000;
    private readonly GameTable _table;
    private readonly CancellationToken _cancellation;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(IPosition Position, object? Known), int> _numbers = [];
    private readonly Dictionary<object, int> _stateNumbers = [];
    private readonly List<GameEpisode> _states = [];
    private Branch _start = new();
    private int[] _order = [];
    private int _steps;

    private StateTree(GameTable table, CancellationToken cancellation) => (_table, _cancellation) = (table, cancellation);

    /// <summary>The moments with a choice, one for each state, each after the fewest of the learner's own moves.</summary>
    public IReadOnlyList<GameEpisode> States => _states;

    /// <summary>Goes through all that can follow from the table's start.</summary>
    /// <param name="table">The game, where it starts, and how the others play.</param>
    /// <param name="whyNot">Said where there is too much; else null.</param>
    /// <param name="cancellation">Stops it.</param>
    public static StateTree? Grow(GameTable table, out string? whyNot, CancellationToken cancellation)
    {
        var tree = new StateTree(table, cancellation);
        whyNot = tree.Grow();
        return whyNot is null ? tree : null;
    }

    /// <summary>The learner's mean outcome when it plays so.</summary>
    /// <param name="chance">How likely it makes a move in a state, both by their numbers.</param>
    public double Value(Func<int, int, double> chance)
    {
        var values = new double[_nodes.Count];
        foreach (var number in _order)
        {
            var node = _nodes[number];
            for (var move = 0; move < node.Moves.Length; move++)
            {
                var share = node.State < 0 ? 1 : chance(node.State, move);
                values[number] += share == 0 ? 0 : share * node.Moves[move].Worth(values);
            }
        }

        return _start.Worth(values);
    }

    // Breadth first, so that the first play that comes to a state is one of its shortest.
    private string? Grow()
    {
        _start = Follow(null, _table.Start, []);
        for (var number = 0; number < _nodes.Count; number++)
        {
            if (_states.Count > StatesMax)
            {
                return $"more than {StatesMax:#,0} decision states";
            }

            var node = _nodes[number];
            for (var move = 0; move < node.Moves.Length; move++)
            {
                var branch = new Branch();
                foreach (var (probability, happening) in _table.WeighedFollowers(node.Moment.Position, move))
                {
                    branch.Add(probability, Follow(node.Moment, happening.After, [happening]));
                }

                node.Moves[move] = branch;
            }

            if (_steps > StepsMax)
            {
                return "too many positions to go through";
            }
        }

        _order = Order();
        return null;
    }

    /// <summary>Chance and the others play on until the learner is asked or it is over.</summary>
    private Branch Follow(GameEpisode? before, IPosition start, IReadOnlyList<Happening> since)
    {
        var branch = new Branch();
        var open = new Stack<(double Probability, IPosition Position, IReadOnlyList<Happening> Since)>([(1, start, since)]);
        while (open.TryPop(out var at) && _steps++ <= StepsMax)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (at.Position.Phase == Phase.Over)
            {
                branch.AddEnd(at.Probability * at.Position.Score(_table.Seat));
            }
            else if (at.Position.Phase == Phase.Moves && _table.Asks(at.Position))
            {
                branch.AddNode(at.Probability, NumberOf(before, at.Position, at.Since));
            }
            else
            {
                // Pushed from the last to the first, so that the first is looked at first.
                foreach (var (probability, happening) in _table.WeighedFollowers(at.Position, 0).Reverse())
                {
                    open.Push((at.Probability * probability, happening.After, [.. at.Since, happening]));
                }
            }
        }

        return branch;
    }

    private int NumberOf(GameEpisode? before, IPosition position, IReadOnlyList<Happening> since)
    {
        var sight = _table.Game.Sight(position, _table.Seat);
        var known = _table.Game.HidesInformation ? (sight, OthersKnow(position)) : (object?)null;
        if (_numbers.TryGetValue((position, known), out var number))
        {
            return number;
        }

        var moment = GameEpisode.Reached(_table, before, position, since);
        var moves = position.MoveCount(_table.Seat);
        var state = -1;
        if (moves > 1 && !_stateNumbers.TryGetValue(sight, out state))
        {
            state = _stateNumbers[sight] = _states.Count;
            _states.Add(moment);
        }

        _numbers[(position, known)] = _nodes.Count;
        _nodes.Add(new Node(moment, moves > 1 ? state : -1, new Branch[moves]));
        return _nodes.Count - 1;
    }

    /// <summary>Where the others play by what they have seen, equal positions need not be the same.</summary>
    private object? OthersKnow(IPosition position)
    {
        object? all = null;
        for (var seat = 0; seat < _table.Policies.Count; seat++)
        {
            if (seat != _table.Seat && _table.Policies[seat] is not RandomPolicy)
            {
                all = (all, _table.Game.Sight(position, seat));
            }
        }

        return all;
    }

    /// <summary>The nodes, each after all that can follow it; a game never comes back. Explicit, since a play may be long.</summary>
    private int[] Order()
    {
        var order = new List<int>(_nodes.Count);
        var isSeen = new bool[_nodes.Count];
        var open = new Stack<(int Node, bool IsLeft)>();
        for (var root = 0; root < isSeen.Length; root++)
        {
            open.Push((root, false));
            while (open.TryPop(out var at))
            {
                if (at.IsLeft)
                {
                    order.Add(at.Node);
                }
                else if (!isSeen[at.Node])
                {
                    isSeen[at.Node] = true;
                    open.Push((at.Node, true));
                    foreach (var next in _nodes[at.Node].Moves.SelectMany(branch => branch.Nodes).Where(next => !isSeen[next]))
                    {
                        open.Push((next, false));
                    }
                }
            }
        }

        return [.. order];
    }

    private sealed record Node(GameEpisode Moment, int State, Branch[] Moves);

    /// <summary>What may come of something: ends, and nodes with their probabilities.</summary>
    private sealed class Branch
    {
        private readonly Dictionary<int, double> _nodes = [];
        private double _ended;

        public IEnumerable<int> Nodes => _nodes.Keys;

        public void AddEnd(double weighedScore) => _ended += weighedScore;

        public void AddNode(double probability, int node) => _nodes[node] = _nodes.GetValueOrDefault(node) + probability;

        public void Add(double probability, Branch other)
        {
            _ended += probability * other._ended;
            foreach (var (node, share) in other._nodes)
            {
                AddNode(probability * share, node);
            }
        }

        public double Worth(double[] values)
        {
            var worth = _ended;
            foreach (var (node, probability) in _nodes)
            {
                worth += probability * values[node];
            }

            return worth;
        }
    }
}
