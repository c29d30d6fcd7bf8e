namespace AgentMemory.Training.Batches;

/// <summary>A text to train on, in tokens.</summary>
/// <param name="Tokens">As the engine would read them, the begin mark included where the model wants one.</param>
/// <param name="Predictions">What is to be predicted where, in order.</param>
public sealed record Sample(IReadOnlyList<int> Tokens, IReadOnlyList<Prediction> Predictions)
{
    /// <summary>
    /// How many of the first tokens may be computed once for all samples of a row that begin with the same: a rulebook in
    /// front of many episodes. Nothing is predicted among them. Gradients are those of samples apart, exactly.
    /// </summary>
    public int SharedTokens { get; init; }

    /// <summary>The same sample with every weight multiplied.</summary>
    public Sample Weighted(double factor) =>
        this with
        {
            Predictions = [.. Predictions.Select(p => p with { Weight = (float)(p.Weight * factor), Soft = p.Soft?.Weighted(factor) })],
        };

    /// <summary>The first tokens alone, with the predictions made among them.</summary>
    public Sample Cut(int tokensMax) => Tokens.Count <= tokensMax
        ? this
        : new Sample([.. Tokens.Take(tokensMax)], [.. Predictions.Where(p => p.At < tokensMax)])
        {
            SharedTokens = Math.Min(SharedTokens, tokensMax),
        };
}

/// <summary>One token to be predicted.</summary>
/// <param name="At">Index of the token behind which it comes.</param>
/// <param name="Token">The token to come; it may differ from what stands there.</param>
/// <param name="Weight">Factor of its negative log-likelihood.</param>
public readonly record struct Prediction(int At, int Token, float Weight)
{
    /// <summary>A distribution to be matched here, beside or instead of the token.</summary>
    public SoftTarget? Soft { get; init; }
}
