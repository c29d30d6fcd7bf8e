namespace AgentMemory.Verdicts.Statistics;

/// <summary>How much better than a learner that keeps nothing.</summary>
public static class Gains
{
    /// <summary>
    /// The mean over held-out tasks of the score with all that was learnt less the score of the memoryless twin
    /// (generalisation gain, AgentCL, arXiv 2606.02461). Negative where memory hurts.
    /// </summary>
    /// <param name="scores">One score for each held-out task.</param>
    /// <param name="memoryless">The twin's scores on the same tasks, in the same order.</param>
    /// <exception cref="ArgumentException">Unequal lengths, or nothing held out.</exception>
    public static double Generalisation(ReadOnlySpan<double> scores, ReadOnlySpan<double> memoryless)
    {
        if (scores.Length != memoryless.Length || scores.IsEmpty)
        {
            throw new ArgumentException($"{scores.Length} scores against {memoryless.Length}", nameof(memoryless));
        }

        return UnitMean.Average(scores) - UnitMean.Average(memoryless);
    }
}
