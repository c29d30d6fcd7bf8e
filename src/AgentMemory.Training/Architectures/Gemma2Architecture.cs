namespace AgentMemory.Training.Architectures;

/// <summary>
/// Gemma 2: norms around each part, GeGLU, capped scores and logits, local layers in turn with ones that see all (Gemma Team
/// 2024; llama.cpp's <c>src/models/gemma2.cpp</c>). The norms' weights stand in the file with the 1 added that the paper
/// leaves out.
/// </summary>
internal static class Gemma2Architecture
{
    // What llama.cpp takes where the file says nothing.
    private const int WindowTokens = 4096;
    private const int Period = 2;
    private const float ScoreCap = 50;
    private const float OutputCap = 30;

    // The 27B model alone divides its scores by the root of width / heads instead of the head's width.
    private const int LayersOfLargest = 46;

    public static readonly Architecture Description = new()
    {
        Name = "gemma2",
        Norms = NormPlacement.Around,
        Activation = GateActivation.GeluTanh,
        Complete = (shape, file) => shape with
        {
            EmbeddingScale = MathF.Sqrt(shape.Width),
            Window = (int?)file.Whole("gemma2.attention.sliding_window") ?? WindowTokens,
            WindowPeriod = (int?)file.Whole("gemma2.attention.sliding_window_pattern") ?? Period,
            LocalRopeBase = (float?)file.Number("gemma2.rope.freq_base_swa") ?? shape.RopeBase,
            LocalRopeScale = shape.RopeScale,
            QueryScale = 1 / MathF.Sqrt(shape.Layers == LayersOfLargest ? shape.Width / shape.Heads : shape.HeadWidth),
            AttentionCap = (float?)file.Number("gemma2.attn_logit_softcapping") ?? ScoreCap,
            LogitCap = (float?)file.Number("gemma2.final_logit_softcapping") ?? OutputCap,
        },
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape).Where(t => t.Name != "output.weight"),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Norms(shape, "attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"),
        ],
    };
}
