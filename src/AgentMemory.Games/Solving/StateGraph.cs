using AgentMemory.Core;
using AgentMemory.Games.Play;

namespace AgentMemory.Games.Solving;

/// <summary>
/// Every position that can be reached, numbered so that what follows a position always has a smaller number: solving
/// is then one pass over flat arrays. Positions reached in several ways stand once, so a game must be acyclic.
/// Equal positions share one node, which is right only where nobody's knowledge differs between them.
/// </summary>
public sealed class StateGraph
{
    private const long CombinationsMax = 100_000;
    private readonly List<IPosition> _positions = [];
    private readonly Dictionary<IPosition, int> _numbers = [];
    private readonly List<int> _firstEdge = [];
    private readonly List<int> _targets = [];
    private bool _comesBack;

    private StateGraph(IGame game, CancellationToken cancellation)
    {
        Game = game;
        Cancellation = cancellation;
    }

    public IGame Game { get; }

    /// <summary>Stops passes over the nodes as it stops the visit.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>How many positions there are.</summary>
    public int Count => _positions.Count;

    /// <summary>The number of the starting position.</summary>
    public int Root => Count - 1;

    /// <summary>Visits every position that can be reached.</summary>
    /// <returns>Null when there are more than <paramref name="statesMax"/> of them.</returns>
    /// <exception cref="UserErrorException">The game can come back to an earlier position, so it need never end.</exception>
    public static StateGraph? Explore(IGame game, int statesMax, CancellationToken cancellation = default) =>
        TryExplore(game, statesMax, out var comesBack, cancellation: cancellation)
        ?? (comesBack
            ? throw new UserErrorException(
                $"game {game.Name} can come back to an earlier position and need never end; give it a step limit")
            : null);

    /// <summary>As <see cref="Explore"/>, but says so where the game can come back to an earlier position.</summary>
    /// <param name="game">Whose positions.</param>
    /// <param name="statesMax">The most positions.</param>
    /// <param name="comesBack">The game can come back to an earlier position.</param>
    /// <param name="isSpent">Says when so much work has been done that it is given up.</param>
    /// <param name="cancellation">Stops the visit, and later passes over the graph.</param>
    public static StateGraph? TryExplore(
        IGame game, int statesMax, out bool comesBack, Func<bool>? isSpent = null, CancellationToken cancellation = default)
    {
        var graph = new StateGraph(game, cancellation);
        var isWhole = graph.Visit(game.Start, statesMax, isSpent ?? (() => false));
        comesBack = graph._comesBack;
        return isWhole ? graph : null;
    }

    public IPosition Position(int node) => _positions[node];

    /// <summary>The number of a position, or -1 when it cannot be reached.</summary>
    public int NumberOf(IPosition position) => _numbers.TryGetValue(position, out var number) ? number : -1;

    /// <summary>
    /// What follows a node: one entry for every outcome of chance, or for every combination of moves, the last seat's
    /// move changing fastest.
    /// </summary>
    public ReadOnlySpan<int> Targets(int node)
    {
        var end = node + 1 < Count ? _firstEdge[node + 1] : _targets.Count;
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_targets)[_firstEdge[node]..end];
    }

    private bool Visit(IPosition root, int statesMax, Func<bool> isSpent)
    {
        // Depth first, numbered on the way out. Explicit, because a long game would overrun the call stack.
        var open = new Stack<Frame>();
        var pending = new HashSet<IPosition>();
        if (Open(root, isSpent) is not { } first)
        {
            return false;
        }

        open.Push(first);
        pending.Add(root);
        while (open.Count > 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            var frame = open.Peek();
            if (frame.Next == frame.Followers.Length)
            {
                open.Pop();
                pending.Remove(frame.Position);
                if (Count + pending.Count >= statesMax)
                {
                    return false;
                }

                Close(frame);
                continue;
            }

            var follower = frame.Followers[frame.Next++];
            if (_numbers.ContainsKey(follower))
            {
                continue;
            }

            if (!pending.Add(follower))
            {
                _comesBack = true;
                return false;
            }

            if (Open(follower, isSpent) is not { } next)
            {
                return false;
            }

            open.Push(next);
        }

        return true;
    }

    private void Close(Frame frame)
    {
        _firstEdge.Add(_targets.Count);
        foreach (var follower in frame.Followers)
        {
            _targets.Add(_numbers[follower]);
        }

        _numbers[frame.Position] = Count;
        _positions.Add(frame.Position);
    }

    /// <summary>Null where too much follows from the position.</summary>
    private Frame? Open(IPosition position, Func<bool> isSpent)
    {
        IPosition[]? followers = position.Phase switch
        {
            Phase.Over => [],
            Phase.Chance => [.. Enumerable.Range(0, position.ChanceCount).Select(position.AfterChance)],
            _ => Combinations(position, isSpent),
        };
        return followers is null ? null : new Frame(position, followers);
    }

    private IPosition[]? Combinations(IPosition position, Func<bool> isSpent)
    {
        var seats = Game.Roles.Count;
        Span<int> counts = stackalloc int[seats];
        Span<int> moves = stackalloc int[seats];
        var total = 1L;
        for (var seat = 0; seat < seats; seat++)
        {
            counts[seat] = Math.Max(1, position.MoveCount(seat));
            total *= counts[seat];
            if (total > CombinationsMax)
            {
                return null;
            }
        }

        var followers = new IPosition[total];
        for (var i = 0; i < total; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            if (isSpent())
            {
                return null;
            }

            followers[i] = position.After(moves);
            for (var seat = seats - 1; seat >= 0; seat--)
            {
                if (++moves[seat] < counts[seat])
                {
                    break;
                }

                moves[seat] = 0;
            }
        }

        return followers;
    }

    private sealed class Frame(IPosition position, IPosition[] followers)
    {
        public IPosition Position { get; } = position;

        public IPosition[] Followers { get; } = followers;

        public int Next { get; set; }
    }
}
