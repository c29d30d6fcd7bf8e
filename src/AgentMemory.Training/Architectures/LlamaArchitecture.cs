namespace AgentMemory.Training.Architectures;

/// <summary>
/// Llama 1 to 3, SmolLM2, Mistral: rms norm, rotary positions on neighbouring pairs, grouped queries, SwiGLU (Touvron et al.
/// 2023; llama.cpp's <c>src/models/llama.cpp</c>).
/// </summary>
internal static class LlamaArchitecture
{
    public static readonly Architecture Description = new()
    {
        Name = "llama",
        Pairs = RotaryPairs.Neighbours,
        WhyNot = shape => Limits.WholeHeadsTurn(shape),
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Biases(shape, AdapterShape.AllParts),
            .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
            .. ExpectedTensors.Factors(
                shape, ExpectedTensors.RopeFactors, ExpectedTensors.LongRopeFactors, ExpectedTensors.ShortRopeFactors),
        ],
    };
}
