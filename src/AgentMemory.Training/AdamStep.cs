namespace AgentMemory.Training;

/// <summary>The hyper-parameters of one step of AdamW (Loshchilov and Hutter 2019).</summary>
public sealed record AdamStep
{
    public required float LearningRate { get; init; }

    public float Beta1 { get; init; } = 0.9f;

    public float Beta2 { get; init; } = 0.98f;

    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Of matrices; norms and biases never decay.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Moves the matrices of the blocks, where everything is trained; null leaves them to AdamW.</summary>
    public MuonSettings? Muon { get; init; }
}
