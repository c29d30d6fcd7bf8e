using AgentMemory.Core;
using AgentMemory.Games.Play;
using AgentMemory.Games.Solving;

namespace AgentMemory.Games.Tasks;

/// <summary>What a game is worth to each seat when all play best, where that is defined.</summary>
public static class TurnValue
{
    /// <summary>Two seats with opposite interests, never both with a choice at once.</summary>
    public static bool Fits(StateGraph graph) => IsTurnBased(graph) && Total(graph) is not null;

    /// <summary>What each seat scores when all play best, with the exploitability where an equilibrium was computed.</summary>
    /// <param name="task">The game.</param>
    /// <param name="graph">Its positions; null where there are too many.</param>
    /// <param name="whyNot">One line where the value is null.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (IReadOnlyList<double> Values, double? Exploitability)? Of(
        GameTask task, StateGraph? graph, out string? whyNot, CancellationToken cancellation = default)
    {
        var game = task.Table.Game;
        whyNot = null;
        if (game.Roles.Count == 1 && task.Solution is not GoalRange)
        {
            return ([task.Solution.Ceiling], null);
        }

        if (graph is null)
        {
            whyNot = "the game is too large to solve, so the value under best play is not known";
        }
        else if (game.Roles.Count > 2)
        {
            whyNot = "with more than two roles there is no one value under best play";
        }
        else if (Total(graph) is not { } total)
        {
            whyNot = "the roles' interests are not opposite, so there is no one value under best play";
        }
        else if (game.HidesInformation)
        {
            if (Equilibrium.TrySolve(game, total, cancellation) is { } found)
            {
                return ([found.Value, total - found.Value], found.Exploitability);
            }

            whyNot = "the game is too large for an equilibrium, so the value under best play is not known";
        }
        else
        {
            var first = IsTurnBased(graph) ? GraphValues.Minimax(graph)[graph.Root] : Simultaneous(graph, cancellation);
            return ([first, total - first], null);
        }

        return null;
    }

    private static bool IsTurnBased(StateGraph graph)
    {
        if (graph.Game.Roles.Count != 2)
        {
            return false;
        }

        for (var node = 0; node < graph.Count; node++)
        {
            var position = graph.Position(node);
            if (position.Phase == Phase.Moves && position.MoveCount(0) > 1 && position.MoveCount(1) > 1)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The sum of both seats' scores where it is always the same, else null.</summary>
    private static double? Total(StateGraph graph)
    {
        double? total = null;
        for (var node = 0; node < graph.Count && graph.Game.Roles.Count == 2; node++)
        {
            if (graph.Position(node) is { Phase: Phase.Over } end)
            {
                var here = end.Score(0) + end.Score(1);
                if (Math.Abs((total ??= here) - here) > GraphValues.Tie)
                {
                    return null;
                }
            }
        }

        return total;
    }

    /// <summary>
    /// Worth to seat 0 where both may choose at once but everything is seen afterwards: from the end to the start every
    /// position is a matrix game over what follows (L. S. Shapley, "Stochastic games", 1953).
    /// </summary>
    private static double Simultaneous(StateGraph graph, CancellationToken cancellation)
    {
        var values = new double[graph.Count];
        for (var node = 0; node < values.Length; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            var position = graph.Position(node);
            var targets = graph.Targets(node);
            switch (position.Phase)
            {
                case Phase.Over:
                    values[node] = position.Score(0);
                    break;
                case Phase.Chance:
                    for (var i = 0; i < targets.Length; i++)
                    {
                        values[node] += position.ChanceProbability(i) * values[targets[i]];
                    }

                    break;
                default:
                    var columns = Math.Max(1, position.MoveCount(1));
                    var worth = new double[targets.Length];
                    for (var i = 0; i < worth.Length; i++)
                    {
                        worth[i] = values[targets[i]];
                    }

                    values[node] = Matrix(worth, columns, cancellation);
                    break;
            }
        }

        return values[graph.Root];
    }

    /// <summary>
    /// The value of a matrix game, row by row: with all entries made positive, maximise the sum of y where no row of A y
    /// exceeds 1; the value is one over that sum (G. B. Dantzig, 1951).
    /// </summary>
    private static double Matrix(double[] worth, int columns, CancellationToken cancellation)
    {
        var rows = worth.Length / columns;
        if (columns == 1 || rows == 1)
        {
            return columns == 1 ? worth.Max() : worth.Min();
        }

        var shift = 1 - worth.Min();
        var program = Enumerable.Range(0, rows)
            .Select(row => Enumerable.Range(0, columns).Select(column => worth[(row * columns) + column] + shift).ToArray()).ToList();
        var plan = Simplex.Maximise(
            program, [.. Enumerable.Repeat(1.0, rows)], [.. Enumerable.Repeat(1.0, columns)], new Rng(1), cancellation);
        return (1 / plan.Sum()) - shift;
    }
}
