namespace AgentMemory.Evaluation.Statistics;

/// <summary>How the ends of an interval are found from the resamples.</summary>
public enum IntervalForm
{
    /// <summary>
    /// The protocol's: the central range of the resamples, each side widened by sqrt(S / (S - 1)) x t / z.
    /// </summary>
    Percentile,

    /// <summary>
    /// value -+ t x sqrt(S / (S - 1)) x the standard deviation of the resamples (bootstrap standard error, Efron and
    /// Tibshirani 1993, section 13.2). Symmetric. With three seeds a percentile is one of a few numbers, a standard
    /// deviation is not; eval/results/verdict/ shows what either covers.
    /// </summary>
    Student,
}
