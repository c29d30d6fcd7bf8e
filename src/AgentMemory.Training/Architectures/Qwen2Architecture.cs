namespace AgentMemory.Training.Architectures;

/// <summary>
/// Qwen 2 and 2.5: llama's blocks with biases on queries, keys and values, and rotary positions on halves (Yang et al. 2024;
/// llama.cpp's <c>src/models/qwen2.cpp</c>).
/// </summary>
internal static class Qwen2Architecture
{
    public static readonly Architecture Description = new()
    {
        Name = "qwen2",
        WhyNot = shape => Limits.WholeHeadsTurn(shape) ?? Limits.HeadsFillWidth(shape),
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Biases(shape, "attn_q", "attn_k", "attn_v"),
            .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
        ],
    };
}
