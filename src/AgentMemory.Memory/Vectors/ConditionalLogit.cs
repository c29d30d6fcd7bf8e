namespace AgentMemory.Memory.Vectors;

/// <summary>
/// Which of many is the right one, by a score of each: its probability is proportional to exp(weight x score) (conditional logit,
/// McFadden 1974). The log-likelihood is concave; it is maximised by Newton's method with steps halved until they gain.
/// </summary>
internal sealed record ConditionalLogit
{
    private const int StepsMax = 100;
    private const int HalvingsMax = 30;

    /// <summary>A prior towards 0, which keeps the weight finite where the score tells all cases right.</summary>
    private const double Ridge = 1e-2;

    private ConditionalLogit(double weight, double error) => (Weight, Error) = (weight, error);

    public double Weight { get; }

    /// <summary>The weight's standard error, from the curvature.</summary>
    public double Error { get; }

    public static ConditionalLogit Fit(IReadOnlyList<Case> cases)
    {
        var weight = 0.0;
        var (value, slope, curvature) = Evaluate(cases, weight);
        for (var step = 0; step < StepsMax; step++)
        {
            var move = slope / curvature;
            var next = Evaluate(cases, weight + move);
            for (var halving = 0; halving < HalvingsMax && !(next.Value >= value); halving++)
            {
                move /= 2;
                next = Evaluate(cases, weight + move);
            }

            if (!(next.Value > value + 1e-10))
            {
                break;
            }

            weight += move;
            (value, slope, curvature) = next;
        }

        return new ConditionalLogit(weight, 1 / Math.Sqrt(curvature));
    }

    /// <summary>The penalised log-likelihood at a weight, its slope, and its curvature negated.</summary>
    private static (double Value, double Slope, double Curvature) Evaluate(IReadOnlyList<Case> cases, double weight)
    {
        var (value, slope, curvature) = (-Ridge / 2 * weight * weight, -Ridge * weight, Ridge);
        foreach (var (scores, right) in cases)
        {
            var most = scores.Max(score => weight * score);
            var (sum, mean, square) = (0.0, 0.0, 0.0);
            foreach (var score in scores)
            {
                var share = Math.Exp((weight * score) - most);
                sum += share;
                mean += share * score;
                square += share * score * score;
            }

            mean /= sum;
            value += (weight * scores[right]) - most - Math.Log(sum);
            slope += scores[right] - mean;
            curvature += (square / sum) - (mean * mean);
        }

        return (value, slope, curvature);
    }

    /// <summary>A question: the score of every candidate, and the place of the right one.</summary>
    internal sealed record Case(double[] Scores, int Right);
}
