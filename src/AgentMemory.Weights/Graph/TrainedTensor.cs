namespace AgentMemory.Weights;

/// <summary>A tensor that is trained, with its gradient and the two moments of Adam, all F32 of one shape.</summary>
/// <param name="Name">As in the file it is written to.</param>
/// <param name="Value">The weights.</param>
/// <param name="Gradient">Sum over the passes since the last step.</param>
/// <param name="First">Running mean of gradients.</param>
/// <param name="Second">Running mean of squared gradients.</param>
/// <param name="Decays">Whether weight decay pulls it to zero: matrices, not norms or biases.</param>
internal sealed record TrainedTensor(string Name, nint Value, nint Gradient, nint First, nint Second, bool Decays);

/// <summary>One step of AdamW (Loshchilov and Hutter 2019).</summary>
public sealed record AdamStep
{
    public required float LearningRate { get; init; }

    public float Beta1 { get; init; } = 0.9f;

    public float Beta2 { get; init; } = 0.98f;

    public float Epsilon { get; init; } = 1e-8f;

    public float WeightDecay { get; init; }

    /// <summary>The seven numbers ggml's kernel reads; the last two undo the moments' bias towards their start at zero.</summary>
    internal float[] Numbers(long step, bool decays) =>
    [
        LearningRate,
        Beta1,
        Beta2,
        Epsilon,
        decays ? WeightDecay : 0,
        (float)(1 / (1 - Math.Pow(Beta1, step))),
        (float)(1 / (1 - Math.Pow(Beta2, step))),
    ];
}

/// <summary>What a pass gave.</summary>
/// <param name="Loss">Sum over predictions of weight times negative natural log-likelihood.</param>
/// <param name="LogProbabilities">Natural log-probability of each target, in the batch's order; unused places hold anything.</param>
public sealed record PassResult(double Loss, float[] LogProbabilities);
