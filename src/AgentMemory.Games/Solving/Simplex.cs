using AgentMemory.Core;

namespace AgentMemory.Games.Solving;

/// <summary>
/// Maximises c x subject to A x at most b, x at least 0, with b at least 0: a dense tableau, started from the slack basis. Programs
/// from games are highly degenerate, so pivots are chosen by a b that is moved by tiny different amounts (the classical cure for
/// cycling). The b that was given is carried along in a column of its own, and the answer is read from there: a basis that is best for
/// the moved one is best for the given one too.
/// </summary>
internal static class Simplex
{
    private const double Nudge = 1e-10;
    private const double Zero = 1e-11;

    /// <summary>The best x.</summary>
    /// <param name="rows">A, one array of the length of <paramref name="goal"/> for every constraint.</param>
    /// <param name="bounds">b, not negative.</param>
    /// <param name="goal">c.</param>
    /// <param name="rng">Draws the nudges.</param>
    /// <param name="cancellation">Looked at before every pivot.</param>
    public static double[] Maximise(
        IReadOnlyList<double[]> rows, double[] bounds, double[] goal, Rng rng, CancellationToken cancellation)
    {
        var width = goal.Length + 2;
        var tableau = new double[rows.Count + 1][];
        for (var row = 0; row < rows.Count; row++)
        {
            tableau[row] = new double[width];
            rows[row].CopyTo(tableau[row], 0);
            tableau[row][^2] = bounds[row] + (Nudge * (1 + rng.NextDouble()));
            tableau[row][^1] = bounds[row];
        }

        tableau[^1] = new double[width];
        for (var column = 0; column < goal.Length; column++)
        {
            tableau[^1][column] = -goal[column];
        }

        // Non-basic variables stand in the columns: 0.. are x, goal.Length.. are slacks.
        var columns = Enumerable.Range(0, goal.Length).ToArray();
        var basis = Enumerable.Range(goal.Length, rows.Count).ToArray();
        var pivotsMax = 200 * (rows.Count + goal.Length);
        for (var pivot = 0; pivot < pivotsMax; pivot++)
        {
            cancellation.ThrowIfCancellationRequested();
            var column = Entering(tableau[^1]);
            if (column < 0)
            {
                return Read(tableau, basis, goal.Length);
            }

            var row = Leaving(tableau, column);
            if (row < 0)
            {
                throw new ArgumentException("the program is unbounded", nameof(goal));
            }

            Pivot(tableau, row, column);
            (columns[column], basis[row]) = (basis[row], columns[column]);
        }

        throw new ArgumentException($"the program was not solved in {pivotsMax} pivots", nameof(rows));
    }

    private static int Entering(double[] goal)
    {
        var best = -1;
        var value = -Zero;
        for (var column = 0; column < goal.Length - 2; column++)
        {
            if (goal[column] < value)
            {
                (best, value) = (column, goal[column]);
            }
        }

        return best;
    }

    private static int Leaving(double[][] tableau, int column)
    {
        var best = -1;
        var least = double.PositiveInfinity;
        for (var row = 0; row < tableau.Length - 1; row++)
        {
            var factor = tableau[row][column];
            if (factor > 1e-9 && tableau[row][^2] / factor < least)
            {
                (best, least) = (row, tableau[row][^2] / factor);
            }
        }

        return best;
    }

    private static void Pivot(double[][] tableau, int row, int column)
    {
        var pivotRow = tableau[row];
        var pivot = pivotRow[column];
        pivotRow[column] = 1;
        for (var i = 0; i < pivotRow.Length; i++)
        {
            pivotRow[i] /= pivot;
        }

        for (var other = 0; other < tableau.Length; other++)
        {
            var factor = tableau[other][column];
            if (other == row || factor == 0)
            {
                continue;
            }

            var line = tableau[other];
            line[column] = 0;
            for (var i = 0; i < line.Length; i++)
            {
                line[i] -= factor * pivotRow[i];
            }
        }
    }

    private static double[] Read(double[][] tableau, int[] basis, int count)
    {
        var x = new double[count];
        for (var row = 0; row < basis.Length; row++)
        {
            if (basis[row] < count)
            {
                x[basis[row]] = Math.Max(0, tableau[row][^1]);
            }
        }

        return x;
    }
}
