namespace AgentMemory.Evaluation.Statistics;

/// <summary>How well a learner did on the way, not only at the end.</summary>
public static class AreaUnderCurve
{
    /// <summary>The mean of the scores over all steps, the first one included: the area of a step plot of width 1.</summary>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    public static double OverSteps(ReadOnlySpan<double> scores) => Averages.Mean(scores);

    /// <summary>
    /// The area under straight lines through the points (trapezoid rule), divided by the width of the axis: a mean score
    /// over a budget of tokens, operations or bytes.
    /// </summary>
    /// <param name="budget">Never falling, with a width.</param>
    /// <param name="scores">As many.</param>
    /// <exception cref="ArgumentException">Unequal lengths, a falling budget, or no width.</exception>
    public static double OverBudget(ReadOnlySpan<double> budget, ReadOnlySpan<double> scores)
    {
        if (budget.Length != scores.Length || budget.Length < 2 || !(budget[^1] > budget[0]))
        {
            throw new ArgumentException($"{budget.Length} budgets and {scores.Length} scores do not span an area");
        }

        var area = 0.0;
        for (var i = 1; i < budget.Length; i++)
        {
            var width = budget[i] - budget[i - 1];
            if (width < 0)
            {
                throw new ArgumentException($"the budget falls at point {i}", nameof(budget));
            }

            area += width * (scores[i - 1] + scores[i]) / 2;
        }

        return area / (budget[^1] - budget[0]);
    }
}
