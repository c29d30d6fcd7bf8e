namespace AgentMemory.Training.Architectures;

/// <summary>
/// OLMo 2 and 3: norms behind attention and feed-forward instead of before them, queries and keys normed over all heads at
/// once; OLMo 3 has three local layers to one that sees all, and only that one is stretched by YaRN (OLMo Team 2024;
/// llama.cpp's <c>src/models/olmo2.cpp</c>).
/// </summary>
internal static class Olmo2Architecture
{
    // What llama.cpp takes where the file says nothing.
    private const int Period = 4;

    public static readonly Architecture Description = new()
    {
        Name = "olmo2",
        Norms = NormPlacement.After,
        HeadNorm = HeadNorm.All,
        Complete = (shape, file) => shape with
        {
            Window = (int?)file.Whole("olmo2.attention.sliding_window") ?? 0,
            WindowPeriod = (int?)file.Whole("olmo2.attention.sliding_window_pattern") ?? Period,
        },
        WhyNot = shape => Limits.WholeHeadsTurn(shape) ?? Limits.HeadsFillWidth(shape),
        Tensors = shape =>
        [
            .. ExpectedTensors.Ends(shape, needsOutput: true),
            .. ExpectedTensors.Linears(shape),
            .. ExpectedTensors.Norms(shape, "attn_q_norm", shape.Width),
            .. ExpectedTensors.Norms(shape, "attn_k_norm", (long)shape.KeyValueHeads * shape.HeadWidth),
            .. ExpectedTensors.Norms(shape, "post_attention_norm", "post_ffw_norm"),
        ],
    };
}
