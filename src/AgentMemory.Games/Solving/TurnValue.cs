namespace AgentMemory.Games;

/// <summary>Whether backward induction applies to a game, and what it gives.</summary>
public static class TurnValue
{
    /// <summary>Two seats with opposite interests, never both with a choice at once.</summary>
    public static bool Fits(StateGraph graph)
    {
        if (graph.Game.Roles.Count != 2)
        {
            return false;
        }

        double? sum = null;
        for (var node = 0; node < graph.Count; node++)
        {
            var position = graph.Position(node);
            switch (position.Phase)
            {
                case Phase.Moves when position.MoveCount(0) > 1 && position.MoveCount(1) > 1:
                    return false;
                case Phase.Over:
                    var here = position.Score(0) + position.Score(1);
                    if (Math.Abs((sum ??= here) - here) > GraphValues.Tie)
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    /// <summary>
    /// What each seat scores when all play best, or null where that is not defined or not worked out: more than two seats,
    /// interests that are not opposite, a game too large.
    /// </summary>
    public static (IReadOnlyList<double> Values, double? Exploitability)? Of(IGame game, StateGraph? graph)
    {
        if (graph is null)
        {
            return null;
        }

        if (game.Roles.Count == 1 && !game.HidesInformation)
        {
            return ([GraphValues.Of(graph, 0, [null], best: true)[graph.Root]], null);
        }

        if (game.HidesInformation)
        {
            return TakesTurns(graph) && Equilibrium.Solve(game) is { } found
                ? ([found.Value, -found.Value], found.Exploitability)
                : null;
        }

        if (!Fits(graph))
        {
            return null;
        }

        var first = GraphValues.Minimax(graph)[graph.Root];
        return ([first, Total(graph) - first], null);
    }

    private static bool TakesTurns(StateGraph graph) => Fits(graph) && Math.Abs(Total(graph)) < GraphValues.Tie;

    private static double Total(StateGraph graph)
    {
        for (var node = 0; ; node++)
        {
            if (graph.Position(node) is { Phase: Phase.Over } end)
            {
                return end.Score(0) + end.Score(1);
            }
        }
    }
}
