using AgentMemory.Core.Models;

namespace AgentMemory.Training;

/// <summary>What training takes, estimated from shapes (Kaplan et al. 2020, section 2.1).</summary>
public static class TrainingCost
{
    /// <summary>
    /// An adapter trained: per token 4 per frozen weight (2 forward, 2 backward to the inputs), 6 per adapter weight, and
    /// attention three times its forward share, 12 x layers x width x context.
    /// </summary>
    public static Cost OfAdapter(ModelCard card, long adapterWeights, long tokens, double meanContext) => new()
    {
        TokensTrained = tokens,
        Flops = tokens * ((4.0 * card.Parameters) + (6.0 * adapterWeights)
            + (12.0 * card.Layers * card.EmbeddingLength * meanContext)),
    };
}
