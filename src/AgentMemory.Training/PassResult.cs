namespace AgentMemory.Training;

/// <summary>What a pass gave.</summary>
/// <param name="Loss">
/// Sum over predictions of weight times negative natural log-likelihood, plus weight times divergence where distributions are wanted.
/// </param>
/// <param name="LogProbabilities">Natural log-probability of each target, in the batch's order; unused places hold anything.</param>
public sealed record PassResult(double Loss, float[] LogProbabilities);
