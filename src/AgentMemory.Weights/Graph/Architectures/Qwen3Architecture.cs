using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>
/// Qwen 3: llama's blocks with a norm over each head of queries and keys, heads of a width of their own, and rotary positions
/// on halves (Yang et al. 2025; llama.cpp's <c>src/models/qwen3.cpp</c>).
/// </summary>
internal sealed class Qwen3Architecture : IArchitecture
{
    public string Name => "qwen3";

    public ModelShape Complete(ModelShape shape, GgufFile file) => shape;

    public string? WhyNot(ModelShape shape) => Limits.WholeHeadsTurn(shape);

    public IEnumerable<ExpectedTensor> Tensors(ModelShape shape) =>
    [
        .. ExpectedTensors.Ends(shape),
        .. ExpectedTensors.Linears(shape),
        .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
        .. ExpectedTensors.Norms(shape, "attn_q_norm", shape.HeadWidth),
        .. ExpectedTensors.Norms(shape, "attn_k_norm", shape.HeadWidth),
    ];

    public nint Hidden(ForwardPass pass) => Blocks.PreNorm(pass, pass.Rope(RopeShape.Halves), HeadNorm.Each);
}
