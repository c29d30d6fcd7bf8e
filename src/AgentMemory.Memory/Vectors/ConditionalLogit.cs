namespace AgentMemory.Memory.Vectors;

/// <summary>
/// Which of many is the right one, by two features: its probability is proportional to exp(a x first + b x second) (conditional logit,
/// McFadden 1974). The log-likelihood is concave; it is maximised by Newton's method with steps halved until they gain.
/// </summary>
internal sealed class ConditionalLogit
{
    private const int StepsMax = 100;
    private const int HalvingsMax = 30;

    /// <summary>A prior towards 0, which keeps the weights finite where the features tell all cases apart.</summary>
    private const double Ridge = 1e-2;

    private readonly IReadOnlyList<Case> _cases;
    private double _gradientA;
    private double _gradientB;
    private double _curvatureA;
    private double _curvatureAb;
    private double _curvatureB;

    private ConditionalLogit(IReadOnlyList<Case> cases) => _cases = cases;

    public double A { get; private set; }

    public double B { get; private set; }

    /// <summary>Standard error of <see cref="B"/>, from the curvature.</summary>
    public double ErrorOfB { get; private set; }

    public static ConditionalLogit Fit(IReadOnlyList<Case> cases)
    {
        var fit = new ConditionalLogit(cases);
        var value = fit.Evaluate(0, 0);
        for (var step = 0; step < StepsMax; step++)
        {
            var determinant = (fit._curvatureA * fit._curvatureB) - (fit._curvatureAb * fit._curvatureAb);
            var stepA = ((fit._curvatureB * fit._gradientA) - (fit._curvatureAb * fit._gradientB)) / determinant;
            var stepB = ((fit._curvatureA * fit._gradientB) - (fit._curvatureAb * fit._gradientA)) / determinant;
            var (a, b, share) = (fit.A, fit.B, 1.0);
            var next = fit.Evaluate(a + stepA, b + stepB);
            for (var halving = 0; halving < HalvingsMax && !(next >= value); halving++)
            {
                share /= 2;
                next = fit.Evaluate(a + (share * stepA), b + (share * stepB));
            }

            if (!(next > value + 1e-10))
            {
                break;
            }

            value = next;
        }

        fit.ErrorOfB = Math.Sqrt(
            fit._curvatureA / ((fit._curvatureA * fit._curvatureB) - (fit._curvatureAb * fit._curvatureAb)));
        return fit;
    }

    /// <summary>The penalised log-likelihood at a point, with its gradient and negated curvature.</summary>
    private double Evaluate(double a, double b)
    {
        (A, B) = (a, b);
        (_gradientA, _gradientB) = (-Ridge * a, -Ridge * b);
        (_curvatureA, _curvatureAb, _curvatureB) = (Ridge, 0, Ridge);
        var value = -Ridge / 2 * ((a * a) + (b * b));
        foreach (var (first, second, right) in _cases)
        {
            var most = double.NegativeInfinity;
            for (var i = 0; i < first.Length; i++)
            {
                most = Math.Max(most, (a * first[i]) + (b * second[i]));
            }

            var (sum, meanA, meanB, squareA, product, squareB) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < first.Length; i++)
            {
                var share = Math.Exp((a * first[i]) + (b * second[i]) - most);
                sum += share;
                meanA += share * first[i];
                meanB += share * second[i];
                squareA += share * first[i] * first[i];
                product += share * first[i] * second[i];
                squareB += share * second[i] * second[i];
            }

            (meanA, meanB) = (meanA / sum, meanB / sum);
            value += (a * first[right]) + (b * second[right]) - most - Math.Log(sum);
            _gradientA += first[right] - meanA;
            _gradientB += second[right] - meanB;
            _curvatureA += (squareA / sum) - (meanA * meanA);
            _curvatureAb += (product / sum) - (meanA * meanB);
            _curvatureB += (squareB / sum) - (meanB * meanB);
        }

        return value;
    }

    /// <summary>A question: the two features of every candidate, and the place of the right one.</summary>
    internal sealed record Case(double[] First, double[] Second, int Right);
}
