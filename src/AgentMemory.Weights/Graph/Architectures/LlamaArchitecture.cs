using AgentMemory.Gguf;

namespace AgentMemory.Weights;

/// <summary>
/// Llama 1 to 3, SmolLM2, Mistral: rms norm, rotary positions on neighbouring pairs, grouped queries, SwiGLU (Touvron et al.
/// 2023; llama.cpp's <c>src/models/llama.cpp</c>).
/// </summary>
internal sealed class LlamaArchitecture : IArchitecture
{
    public string Name => "llama";

    public ModelShape Complete(ModelShape shape, GgufFile file) => shape;

    public string? WhyNot(ModelShape shape) => Limits.WholeHeadsTurn(shape);

    public IEnumerable<ExpectedTensor> Tensors(ModelShape shape) =>
    [
        .. ExpectedTensors.Ends(shape),
        .. ExpectedTensors.Linears(shape),
        .. ExpectedTensors.Biases(shape, AdapterShape.AllParts),
        .. ExpectedTensors.Norms(shape, "attn_norm", "ffn_norm"),
        .. ExpectedTensors.Factors(
            shape, ExpectedTensors.RopeFactors, ExpectedTensors.LongRopeFactors, ExpectedTensors.ShortRopeFactors),
    ];

    public nint Hidden(ForwardPass pass) => Blocks.PreNorm(pass, pass.Rope(RopeShape.Neighbours));
}
