namespace AgentMemory.Training.Batches;

/// <summary>
/// A whole distribution to be matched: adds weight times KL(distribution || model) to the loss, whose gradient at the logits
/// is weight times (p - distribution).
/// </summary>
public sealed record SoftTarget
{
    /// <param name="distribution">[vocabulary], summing to 1.</param>
    /// <param name="weight">Factor of the divergence; 0 counts for nothing.</param>
    public SoftTarget(float[] distribution, float weight)
    {
        Distribution = distribution;
        Weight = weight;
        NegativeEntropy = distribution.Sum(p => p <= 0 ? 0 : p * Math.Log(p));
    }

    private SoftTarget(float[] distribution, float weight, double negativeEntropy)
    {
        (Distribution, Weight, NegativeEntropy) = (distribution, weight, negativeEntropy);
    }

    /// <summary>[vocabulary].</summary>
    public float[] Distribution { get; }

    public float Weight { get; }

    /// <summary>Sum of p log p, in nats: what the cross entropy lacks to be a divergence.</summary>
    public double NegativeEntropy { get; }

    /// <summary>The same with its weight multiplied.</summary>
    public SoftTarget Weighted(double factor) => new(Distribution, (float)(Weight * factor), NegativeEntropy);
}
