namespace AgentMemory.Evaluation.Statistics;

/// <summary>How a curve may approach its limit.</summary>
public enum SaturationShape
{
    /// <summary>score = asymptote - drop x (step + 1)^-rate: the power law of practice (Newell and Rosenbloom 1981).</summary>
    Power,

    /// <summary>score = asymptote - drop x e^(-rate x step): a constant share of what is left (Heathcote et al. 2000).</summary>
    Exponential,
}

/// <summary>
/// A curve of one of two saturating shapes, fitted by least squares: for a given rate the other two parameters follow
/// from a straight line (variable projection, Golub and Pereyra 1973), so that only the rate is searched for.
/// </summary>
/// <param name="Shape">Which family.</param>
/// <param name="Asymptote">Where the curve ends up, in score.</param>
/// <param name="Drop">By how much step 0 lies below it.</param>
/// <param name="Rate">Per step for the exponential, the exponent for the power law.</param>
/// <param name="Residual">Sum of squared deviations.</param>
/// <param name="RateAtEdge">
/// True where the best rate is at the edge of what was searched: the points show no bend, or a jump, and the asymptote
/// is not told by them.
/// </param>
public sealed record SaturationFit(
    SaturationShape Shape, double Asymptote, double Drop, double Rate, double Residual, bool RateAtEdge)
{
    private const int GridPoints = 48;
    private const double SlowestRate = 0.01;
    private const double FastestRate = 5;
    private const int RefinementSteps = 36;

    /// <summary>The score at a step, extrapolated where need be.</summary>
    public double At(double step) => Asymptote - (Drop * Math.Exp(-Rate * Position(Shape, step)));

    /// <summary>Fits one shape to scores at known steps.</summary>
    /// <param name="shape">Which family.</param>
    /// <param name="steps">Where the scores stand, 0 and up.</param>
    /// <param name="scores">As many, four at least.</param>
    /// <exception cref="ArgumentException">Unequal lengths, or fewer than four: three parameters fit any three.</exception>
    public static SaturationFit Of(SaturationShape shape, ReadOnlySpan<double> steps, ReadOnlySpan<double> scores)
    {
        if (scores.Length < 4 || steps.Length != scores.Length)
        {
            throw new ArgumentException($"{steps.Length} steps and {scores.Length} scores; a fit needs four of each");
        }

        // Both shapes are exponentials of a position: the step itself, or its logarithm for the power law.
        var positions = new double[steps.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = Position(shape, steps[i]);
        }

        var basis = new double[scores.Length];
        var best = 0;
        var bestResidual = double.PositiveInfinity;
        for (var i = 0; i < GridPoints; i++)
        {
            var residual = Line(GridRate(i), positions, scores, basis).Residual;
            if (residual < bestResidual)
            {
                (best, bestResidual) = (i, residual);
            }
        }

        var low = GridRate(Math.Max(0, best - 1));
        var high = GridRate(Math.Min(GridPoints - 1, best + 1));
        var rate = Refine(positions, scores, basis, low, high);
        var (asymptote, drop, finest) = Line(rate, positions, scores, basis);
        return new SaturationFit(shape, asymptote, drop, rate, finest, best is 0 or GridPoints - 1);
    }

    private static double GridRate(int index) =>
        SlowestRate * Math.Pow(FastestRate / SlowestRate, (double)index / (GridPoints - 1));

    // Bisection where the residual's derivative by the rate changes its sign. With the other two parameters at their
    // best, only the rate's own derivative is left (Golub and Pereyra 1973): 2 slope sum (deviation x position x basis).
    private static double Refine(
        ReadOnlySpan<double> positions, ReadOnlySpan<double> scores, double[] basis, double low, double high)
    {
        for (var step = 0; step < RefinementSteps; step++)
        {
            var middle = (low + high) / 2;
            var (asymptote, drop, _) = Line(middle, positions, scores, basis);
            var derivative = 0.0;
            for (var i = 0; i < basis.Length; i++)
            {
                derivative -= drop * (scores[i] - asymptote + (drop * basis[i])) * positions[i] * basis[i];
            }

            (low, high) = derivative < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static (double Asymptote, double Drop, double Residual) Line(
        double rate, ReadOnlySpan<double> positions, ReadOnlySpan<double> scores, double[] basis)
    {
        double sumBasis = 0, sumScore = 0;
        for (var i = 0; i < basis.Length; i++)
        {
            basis[i] = Math.Exp(-rate * positions[i]);
            sumBasis += basis[i];
            sumScore += scores[i];
        }

        var meanBasis = sumBasis / basis.Length;
        var meanScore = sumScore / basis.Length;
        double spread = 0, together = 0;
        for (var i = 0; i < basis.Length; i++)
        {
            spread += (basis[i] - meanBasis) * (basis[i] - meanBasis);
            together += (basis[i] - meanBasis) * (scores[i] - meanScore);
        }

        var slope = spread > 0 ? together / spread : 0;
        var residual = 0.0;
        for (var i = 0; i < basis.Length; i++)
        {
            var deviation = scores[i] - meanScore - (slope * (basis[i] - meanBasis));
            residual += deviation * deviation;
        }

        return (meanScore - (slope * meanBasis), -slope, residual);
    }

    private static double Position(SaturationShape shape, double step) =>
        shape == SaturationShape.Power ? Math.Log(step + 1) : step;
}
