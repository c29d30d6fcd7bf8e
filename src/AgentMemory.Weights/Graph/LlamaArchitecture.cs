namespace AgentMemory.Weights;

/// <summary>
/// llama: rms norm, rotary positions on neighbouring pairs, grouped queries, SwiGLU (Touvron et al. 2023; llama.cpp's
/// <c>llm_build_llama</c>).
/// </summary>
internal sealed class LlamaArchitecture : IArchitecture
{
    private const string RopeFactors = "rope_freqs.weight";
    private static readonly string[] Norms = ["attn_norm", "ffn_norm"];

    public string Name => "llama";

    public string? WhyNot(ModelShape shape, IReadOnlyCollection<string> tensors)
    {
        var known = new HashSet<string>(StringComparer.Ordinal)
        {
            "token_embd.weight", "output.weight", "output_norm.weight", RopeFactors,
        };
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            foreach (var part in shape.Linears().Select(l => l.Part))
            {
                known.Add(ModelShape.TensorName(layer, part));
                known.Add($"blk.{layer}.{part}.bias");
            }

            known.UnionWith(Norms.Select(norm => ModelShape.TensorName(layer, norm)));
        }

        var stranger = tensors.FirstOrDefault(t => !known.Contains(t));
        if (stranger is not null)
        {
            return $"it holds the tensor {stranger}, which the llama graph does not compute";
        }

        var missing = known.FirstOrDefault(t => !tensors.Contains(t)
            && !t.EndsWith(".bias", StringComparison.Ordinal) && t is not (RopeFactors or "output.weight"));
        return missing is null ? null : $"it lacks the tensor {missing}";
    }

    public nint Hidden(ForwardPass pass)
    {
        var tape = pass.Tape;
        var shape = pass.Shape;
        var rope = new RopeShape(
            shape.RopeDimensions, Mode: 0, shape.RopeBase, shape.RopeScale, pass.WeightOrNone(RopeFactors));
        var x = pass.Embeddings();
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var n = pass.Norm(x, ModelShape.TensorName(layer, "attn_norm"));
            x = tape.Add(x, pass.Linear(layer, "attn_output", pass.Attention(layer, n, rope)));
            n = pass.Norm(x, ModelShape.TensorName(layer, "ffn_norm"));
            var gated = tape.SwiGlu(pass.Linear(layer, "ffn_gate", n), pass.Linear(layer, "ffn_up", n));
            x = tape.Add(x, pass.Linear(layer, "ffn_down", gated));
        }

        return pass.Norm(x, "output_norm.weight");
    }
}
