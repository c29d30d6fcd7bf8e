namespace AgentMemory.Training.Architectures;

/// <summary>A tensor that files of an architecture hold, by name and extents.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Extents">Fastest dimension first.</param>
/// <param name="IsRequired">False where some files have it and some not.</param>
internal sealed record ExpectedTensor(string Name, IReadOnlyList<long> Extents, bool IsRequired = true);

/// <summary>Lists of tensors that several architectures share.</summary>
internal static class ExpectedTensors
{
    /// <summary>Factors of the rotation's frequencies: Llama 3's.</summary>
    public const string RopeFactors = "rope_freqs.weight";

    /// <summary>Phi-3's, for contexts above the original one.</summary>
    public const string LongRopeFactors = "rope_factors_long.weight";

    /// <summary>Phi-3's, for contexts up to the original one.</summary>
    public const string ShortRopeFactors = "rope_factors_short.weight";

    /// <summary>Embeddings, output and the norm before it; a missing output means tied embeddings.</summary>
    public static IEnumerable<ExpectedTensor> Ends(ModelShape shape, bool needsOutput = false)
    {
        yield return new ExpectedTensor("token_embd.weight", [shape.Width, shape.Vocabulary]);
        yield return new ExpectedTensor("output.weight", [shape.Width, shape.Vocabulary], needsOutput);
        yield return new ExpectedTensor("output_norm.weight", [shape.Width]);
    }

    /// <summary>The linear layers of all blocks.</summary>
    public static IEnumerable<ExpectedTensor> Linears(ModelShape shape) =>
        Layers(shape).SelectMany(layer => shape.Linears().Select(l =>
            new ExpectedTensor(ModelShape.TensorName(layer, l.Part), [l.Inputs, l.Outputs])));

    /// <summary>Biases of some linear layers, which no file must have.</summary>
    public static IEnumerable<ExpectedTensor> Biases(ModelShape shape, params IReadOnlyList<string> parts) =>
        Layers(shape).SelectMany(layer => shape.Linears().Where(l => parts.Contains(l.Part)).Select(l =>
            new ExpectedTensor($"blk.{layer}.{l.Part}.bias", [l.Outputs], IsRequired: false)));

    /// <summary>Norms as wide as the residual stream, one in every block.</summary>
    public static IEnumerable<ExpectedTensor> Norms(ModelShape shape, params IReadOnlyList<string> parts) =>
        parts.SelectMany(part => Norms(shape, part, shape.Width));

    /// <summary>A norm of another width, one in every block.</summary>
    public static IEnumerable<ExpectedTensor> Norms(ModelShape shape, string part, long width) =>
        Layers(shape).Select(layer => new ExpectedTensor(ModelShape.TensorName(layer, part), [width]));

    /// <summary>Factors of the rotation's frequencies, one for each pair, which no file must have.</summary>
    public static IEnumerable<ExpectedTensor> Factors(ModelShape shape, params IReadOnlyList<string> names) =>
        names.Select(name => new ExpectedTensor(name, [shape.RopeDimensions / 2], IsRequired: false));

    private static IEnumerable<int> Layers(ModelShape shape) => Enumerable.Range(0, shape.Layers);
}
