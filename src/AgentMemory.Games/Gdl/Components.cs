namespace AgentMemory.Games.Gdl;

/// <summary>Strongly connected components (R. Tarjan, "Depth-first search and linear graph algorithms", 1972), iterative.</summary>
internal static class Components
{
    /// <summary>
    /// The number of each node's component. A node's successors are in the same component or in one with a smaller
    /// number.
    /// </summary>
    public static int[] Of(IReadOnlyList<IReadOnlyCollection<int>> successors)
    {
        var count = successors.Count;
        var component = new int[count];
        var order = new int[count];
        var low = new int[count];
        Array.Fill(component, -1);
        var waiting = new Stack<int>();
        var visits = 0;
        var components = 0;
        for (var root = 0; root < count; root++)
        {
            if (order[root] != 0)
            {
                continue;
            }

            var open = new Stack<(int Node, IEnumerator<int> Next)>();
            Enter(root);
            while (open.Count > 0)
            {
                var (node, next) = open.Peek();
                if (next.MoveNext())
                {
                    if (order[next.Current] == 0)
                    {
                        Enter(next.Current);
                    }
                    else if (component[next.Current] < 0)
                    {
                        low[node] = Math.Min(low[node], order[next.Current]);
                    }

                    continue;
                }

                open.Pop();
                if (open.Count > 0)
                {
                    low[open.Peek().Node] = Math.Min(low[open.Peek().Node], low[node]);
                }

                if (low[node] == order[node])
                {
                    int member;
                    do
                    {
                        member = waiting.Pop();
                        component[member] = components;
                    }
                    while (member != node);
                    components++;
                }
            }

            void Enter(int node)
            {
                order[node] = low[node] = ++visits;
                waiting.Push(node);
                open.Push((node, successors[node].GetEnumerator()));
            }
        }

        return component;
    }
}
