namespace AgentMemory.Training;

/// <summary>
/// Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks"): the momentum of a matrix is made orthogonal by
/// Newton-Schulz steps before it moves the weights. Embeddings, the output layer and vectors stay with AdamW.
/// </summary>
public sealed record MuonSettings
{
    /// <summary>Of the gradient's running mean; the step looks one update ahead of it (Nesterov).</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>
    /// Factor of the learning rate for matrices, times 0.2 sqrt(larger side), which makes a matrix' update about as large as AdamW's
    /// (Liu et al. 2025, "Muon is scalable for LLM training", section 2.2).
    /// </summary>
    public double RateFactor { get; init; } = 1;
}
