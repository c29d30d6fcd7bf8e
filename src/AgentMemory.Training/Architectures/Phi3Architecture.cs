namespace AgentMemory.Training.Architectures;

/// <summary>
/// Phi-3, Phi-3.5 and Phi-4 (mini): llama's blocks with queries, keys and values in one linear layer and gate and up in
/// another, rotary positions on halves, possibly of part of a head, with factors for short and long contexts (Abdin et al.
/// 2024; LongRoPE, Ding et al. 2024; llama.cpp's <c>src/models/phi3.cpp</c>, which leaves out the sliding window, as this does).
/// </summary>
internal static class Phi3Architecture
{
    public static readonly Architecture Description = new()
    {
        Name = "phi3",
        Complete = (shape, file) => shape with
        {
            IsFused = true,
            QueryScale = 1 / MathF.Sqrt(shape.HeadWidth),
        },
        WhyNot = shape => Limits.HeadsFillWidth(shape),
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
            .. ExpectedTensors.Factors(shape, ExpectedTensors.LongRopeFactors, ExpectedTensors.ShortRopeFactors),
        ],
    };
}
