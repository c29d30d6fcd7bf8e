namespace AgentMemory.Claims.BayesGap;

/// <summary>Whatever foresees the next colour from the draws so far.</summary>
public interface IDrawReader
{
    /// <summary>For each sequence and each point of the grid the natural log-probabilities of the next colour, summing to 1 over the colours.</summary>
    /// <param name="sequences">Of one world or several.</param>
    /// <param name="grid">Numbers of draws known, ascending; none above a sequence's length.</param>
    /// <param name="cancellation">Stops it.</param>
    IReadOnlyList<IReadOnlyList<double[]>> Read(IReadOnlyList<DrawSequence> sequences, IReadOnlyList<int> grid, CancellationToken cancellation);
}
