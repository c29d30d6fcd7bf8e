using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>
/// Qwen 2 and 2.5: llama's blocks with biases on queries, keys and values, and rotary positions on halves (Yang et al. 2024;
/// llama.cpp's <c>src/models/qwen2.cpp</c>).
/// </summary>
internal sealed class Qwen2Architecture : IArchitecture
{
    public string Name => "qwen2";

    public ModelShape Complete(ModelShape shape, GgufFile file) => shape;

    public string? WhyNot(ModelShape shape) => Limits.WholeHeadsTurn(shape) ?? Limits.HeadsFillWidth(shape);

    public IEnumerable<ExpectedTensor> Tensors(ModelShape shape) =>
    [
        .. ExpectedTensors.Ends(shape),
        .. ExpectedTensors.Linears(shape),
        .. ExpectedTensors.Biases(shape, "attn_q", "attn_k", "attn_v"),
        .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
    ];

    public nint Hidden(ForwardPass pass) => Blocks.PreNorm(pass, pass.Rope(RopeShape.Halves));
}
