namespace AgentMemory.Core.Grammars;

/// <summary>
/// The circles of a graph of rules (its strongly connected components), by Tarjan's algorithm with a stack of its own: a
/// grammar may be deeper than the processor's stack.
/// </summary>
internal sealed class RuleCircles
{
    private readonly int[] _circle;
    private readonly bool[] _leadsToItself;
    private readonly List<IReadOnlyList<int>> _inOrder = [];

    /// <param name="count">The rules are 0 to count - 1.</param>
    /// <param name="next">The rules that one leads to.</param>
    public RuleCircles(int count, Func<int, IEnumerable<int>> next)
    {
        _circle = [.. Enumerable.Repeat(-1, count)];
        _leadsToItself = new bool[count];
        var (index, low) = (new int[count], new int[count]);
        var open = new Stack<int>();
        var met = 0;
        for (var start = 0; start < count; start++)
        {
            if (index[start] == 0)
            {
                Follow(start);
            }
        }

        void Follow(int start)
        {
            var path = new Stack<(int Rule, IEnumerator<int> Next)>();
            Enter(start);
            while (path.TryPeek(out var top))
            {
                if (top.Next.MoveNext())
                {
                    var other = top.Next.Current;
                    _leadsToItself[top.Rule] |= other == top.Rule;
                    if (index[other] == 0)
                    {
                        Enter(other);
                    }
                    else if (_circle[other] < 0)
                    {
                        low[top.Rule] = Math.Min(low[top.Rule], index[other]);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var before))
                {
                    low[before.Rule] = Math.Min(low[before.Rule], low[top.Rule]);
                }

                Close(top.Rule);
            }

            void Enter(int rule)
            {
                index[rule] = low[rule] = ++met;
                open.Push(rule);
                path.Push((rule, next(rule).GetEnumerator()));
            }
        }

        void Close(int rule)
        {
            if (low[rule] != index[rule])
            {
                return;
            }

            var members = new List<int>();
            int member;
            do
            {
                member = open.Pop();
                _circle[member] = _inOrder.Count;
                members.Add(member);
            }
            while (member != rule);
            _inOrder.Add(members);
        }
    }

    /// <summary>The circles; each is met after those that it leads to. A rule in none is alone.</summary>
    public IReadOnlyList<IReadOnlyList<int>> InOrder => _inOrder;

    /// <summary>The number of a rule's circle.</summary>
    public int Of(int rule) => _circle[rule];

    /// <summary>The rules of a rule's circle.</summary>
    public IReadOnlyList<int> Members(int rule) => _inOrder[_circle[rule]];

    /// <summary>True where a rule leads back to itself.</summary>
    public bool IsInCircle(int rule) => _leadsToItself[rule] || Members(rule).Count > 1;
}
