namespace AgentMemory.Training.Architectures;

/// <summary>
/// Qwen 3: llama's blocks with a norm over each head of queries and keys, heads of a width of their own, and rotary positions
/// on halves (Yang et al. 2025; llama.cpp's <c>src/models/qwen3.cpp</c>).
/// </summary>
internal static class Qwen3Architecture
{
    public static readonly Architecture Description = new()
    {
        Name = "qwen3",
        HeadNorm = HeadNorm.Each,
        WhyNot = shape => Limits.WholeHeadsTurn(shape),
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
            .. ExpectedTensors.Norms(shape, "attn_q_norm", shape.HeadWidth),
            .. ExpectedTensors.Norms(shape, "attn_k_norm", shape.HeadWidth),
        ],
    };
}
