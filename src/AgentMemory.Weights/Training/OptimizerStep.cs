namespace AgentMemory.Weights;

/// <summary>What one step did.</summary>
/// <param name="Loss">Weighted loss over the step's batches, before the weights moved.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Taken">False where loss or gradient was not a number: the weights are as they were before.</param>
public sealed record StepResult(double Loss, double GradientNorm, double Rate, bool Taken);

/// <summary>One optimiser step over any number of batches.</summary>
public static class OptimizerStep
{
    /// <summary>
    /// Adds up the gradients of the batches, clips them, and moves the weights. A loss or gradient that is not finite
    /// stops before the weights are touched, so that the last good ones are kept.
    /// </summary>
    public static StepResult Take(TrainingGraph graph, IEnumerable<Batch> batches, OptimizerSettings settings, double progress)
    {
        var rate = settings.RateAt(graph.Steps, progress);
        var loss = 0.0;
        foreach (var batch in batches)
        {
            loss += graph.Accumulate(batch).Loss;
        }

        var norm = graph.GradientNorm();
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            graph.ClearGradients();
            return new StepResult(loss, norm, rate, Taken: false);
        }

        if (norm > settings.GradientNormMax)
        {
            graph.ScaleGradients(settings.GradientNormMax / norm);
        }

        graph.Step(settings.Adam(rate));
        return new StepResult(loss, norm, rate, Taken: true);
    }
}
