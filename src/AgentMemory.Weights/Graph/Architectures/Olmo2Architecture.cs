using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>
/// OLMo 2 and 3: norms behind attention and feed-forward instead of before them, queries and keys normed over all heads at
/// once; OLMo 3 has three local layers to one that sees all, and only that one is stretched by YaRN (OLMo Team 2024;
/// llama.cpp's <c>src/models/olmo2.cpp</c>).
/// </summary>
internal sealed class Olmo2Architecture : IArchitecture
{
    // What llama.cpp takes where the file says nothing.
    private const int Period = 4;

    public string Name => "olmo2";

    public ModelShape Complete(ModelShape shape, GgufFile file) => shape with
    {
        Window = (int?)file.Whole("olmo2.attention.sliding_window") ?? 0,
        WindowPeriod = (int?)file.Whole("olmo2.attention.sliding_window_pattern") ?? Period,
    };

    public string? WhyNot(ModelShape shape) => Limits.WholeHeadsTurn(shape) ?? Limits.HeadsFillWidth(shape);

    public IEnumerable<ExpectedTensor> Tensors(ModelShape shape) =>
    [
        .. ExpectedTensors.Ends(shape, needsOutput: true),
        .. ExpectedTensors.Linears(shape),
        .. ExpectedTensors.Norms(shape, "attn_q_norm", shape.Width),
        .. ExpectedTensors.Norms(shape, "attn_k_norm", (long)shape.KeyValueHeads * shape.HeadWidth),
        .. ExpectedTensors.Norms(shape, "post_attention_norm", "post_ffw_norm"),
    ];

    public nint Hidden(ForwardPass pass)
    {
        var tape = pass.Tape;
        var far = pass.Rope(RopeShape.Halves);
        var near = far with { FrequencyScale = 1, Stretch = far.Stretch with { Extension = 0, Attention = 1 } };
        var x = pass.Embeddings();
        for (var layer = 0; layer < pass.Shape.Layers; layer++)
        {
            var mixed = pass.Attention(layer, x, pass.Shape.IsLocal(layer) ? near : far, HeadNorm.All);
            x = tape.Add(x, pass.Norm(layer, "post_attention_norm", pass.Linear(layer, "attn_output", mixed)));
            x = tape.Add(x, pass.Norm(layer, "post_ffw_norm", pass.SwiGlu(layer, x)));
        }

        return pass.Norm(x, "output_norm.weight");
    }
}
