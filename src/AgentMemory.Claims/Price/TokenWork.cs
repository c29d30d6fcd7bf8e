namespace AgentMemory.Claims.Price;

/// <summary>What one token takes.</summary>
/// <param name="BytesRead">From the machine's memory.</param>
/// <param name="BytesWritten">To it.</param>
/// <param name="Operations">Floating-point operations.</param>
public sealed record TokenWork(double BytesRead, double BytesWritten, double Operations)
{
    /// <summary>Both together.</summary>
    public static TokenWork operator +(TokenWork left, TokenWork right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.BytesRead + right.BytesRead, left.BytesWritten + right.BytesWritten, left.Operations + right.Operations);
    }
}

/// <summary>The measures of a model that bytes and operations are counted from.</summary>
/// <param name="Weights">Number of weights.</param>
/// <param name="BytesPerWeight">As stored.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Width">Of queries over all heads of a layer.</param>
/// <param name="KeyValueWidth">Of keys over all heads of a layer; as many values.</param>
/// <param name="BytesPerKey">Of a number of the cache.</param>
public sealed record ModelMeasures(double Weights, double BytesPerWeight, int Layers, int Width, int KeyValueWidth, double BytesPerKey);

/// <summary>
/// Work of one token on each path, counted from measures. Weights are read once for all sequences of a batch; what belongs to a sequence
/// (cache, state, adapter) is read for each.
/// </summary>
public static class PathWork
{
    /// <summary>The model alone: its weights, shared by the batch, and 2 operations for each weight (Kaplan et al. 2020, section 2.1).</summary>
    public static TokenWork Model(ModelMeasures model, int batch)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(model.Weights * model.BytesPerWeight / batch, 0, 2 * model.Weights);
    }

    /// <summary>
    /// What stands in the context: its keys and values are read, the token's own are written; 4 operations for each number of the width,
    /// layer and token of context.
    /// </summary>
    /// <param name="model">The model's measures.</param>
    /// <param name="tokens">Tokens of context that the token looks back at.</param>
    public static TokenWork Context(ModelMeasures model, double tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        var each = 2.0 * model.Layers * model.KeyValueWidth * model.BytesPerKey;
        return new(each * tokens, each, 4.0 * model.Layers * model.Width * tokens);
    }

    /// <summary>A search through all vectors of a store, once for so many tokens, and the passages that it brings into the context.</summary>
    /// <param name="model">The model's measures.</param>
    /// <param name="vectors">Passages in the store.</param>
    /// <param name="dimensions">Of a vector, 4 bytes a number.</param>
    /// <param name="passageTokens">Tokens of all passages shown.</param>
    /// <param name="tokensPerSearch">Tokens that share one search.</param>
    public static TokenWork Retrieval(ModelMeasures model, double vectors, int dimensions, double passageTokens, double tokensPerSearch)
    {
        const double BytesPerNumber = 4;
        var search = new TokenWork(vectors * dimensions * BytesPerNumber / tokensPerSearch, 0, 2 * vectors * dimensions / tokensPerSearch);
        // The passages are read in once before the tokens that use them.
        var reading = new TokenWork(0, 0, 2 * model.Weights * passageTokens / tokensPerSearch);
        return search + reading + Context(model, passageTokens);
    }

    /// <summary>An adapter of one sequence: read for each token, 2 operations a weight.</summary>
    public static TokenWork Adapter(double weights, double bytesPerWeight) => new(weights * bytesPerWeight, 0, 2 * weights);

    /// <summary>
    /// A recurrent state: read once a block of tokens and, where it is updated, written once a block; 2 operations for each number and token
    /// to read from it and as many to update it.
    /// </summary>
    /// <param name="bytes">Of the state.</param>
    /// <param name="bytesPerNumber">Of one of its numbers.</param>
    /// <param name="block">Tokens that are handled together.</param>
    /// <param name="isUpdated">Whether updates are written.</param>
    public static TokenWork RecurrentState(double bytes, double bytesPerNumber, int block, bool isUpdated) => new(
        bytes / block, isUpdated ? bytes / block : 0, (isUpdated ? 4 : 2) * bytes / bytesPerNumber);

    /// <summary>
    /// A token that an adapter is trained on: 4 operations for each frozen weight, 6 for each of the adapter (Kaplan et al. 2020, section 2.1);
    /// the weights are read forward and backward for all tokens of a step.
    /// </summary>
    /// <param name="model">The model's measures.</param>
    /// <param name="adapterWeights">The adapter's.</param>
    /// <param name="stepTokens">Tokens of a step.</param>
    public static TokenWork AdapterTraining(ModelMeasures model, double adapterWeights, int stepTokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(2 * model.Weights * model.BytesPerWeight / stepTokens, 0, (4 * model.Weights) + (6 * adapterWeights));
    }
}
