namespace AgentMemory.Training.Architectures;

/// <summary>
/// Gemma 3 (text): Gemma 2's blocks without caps, a norm over each head of queries and keys, five local layers to one that
/// sees all, and two bases of rotation (Gemma Team 2025; llama.cpp's <c>src/models/gemma3.cpp</c>).
/// </summary>
internal static class Gemma3Architecture
{
    // What llama.cpp takes where the file says nothing.
    private const int Period = 6;
    private const float LocalBase = 10_000;

    // The 27B model alone divides its scores by the root of width / heads instead of the head's width.
    private const int LayersOfLargest = 62;

    public static readonly Architecture Description = new()
    {
        Name = "gemma3",
        Norms = NormPlacement.Around,
        HeadNorm = HeadNorm.Each,
        Activation = GateActivation.GeluTanh,
        Complete = (shape, file) => shape with
        {
            EmbeddingScale = MathF.Sqrt(shape.Width),
            Window = (int?)file.Whole("gemma3.attention.sliding_window") ?? 0,
            WindowPeriod = (int?)file.Whole("gemma3.attention.sliding_window_pattern") ?? Period,
            LocalRopeBase = (float?)file.Number("gemma3.rope.freq_base_swa") ?? LocalBase,
            LocalRopeScale = 1,
            QueryScale = 1 / MathF.Sqrt(shape.Layers == LayersOfLargest ? shape.Width / shape.Heads : shape.HeadWidth),
            LogitCap = (float?)file.Number("gemma3.final_logit_softcapping") ?? 0,
        },
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Norms(shape, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"),
            .. ExpectedTensors.Norms(shape, "attn_q_norm", shape.HeadWidth),
            .. ExpectedTensors.Norms(shape, "attn_k_norm", shape.HeadWidth),
        ],
    };
}
