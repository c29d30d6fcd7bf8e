using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Base;
using AgentMemory.Training.Torch.Tensors;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>A decoder over weights, with what is trained of it.</summary>
/// <param name="Decoder">The blocks.</param>
/// <param name="Output">The output layer.</param>
/// <param name="Trained">What is trained; null where nothing is.</param>
/// <param name="Owned">Goes with the trainer: adapters that stay as they are.</param>
internal sealed record DecoderParts(Decoder Decoder, OutputLayer Output, TrainedTensors? Trained, IDisposable? Owned)
{
    /// <summary>Puts the blocks together as the architecture's description says.</summary>
    /// <param name="shape">The measures.</param>
    /// <param name="architecture">The description.</param>
    /// <param name="linear">The linear layers of a group in a layer.</param>
    /// <param name="vector">A vector by its name in the file, or null where there is none.</param>
    /// <param name="embed">Rows of embeddings for Int64 [tokens].</param>
    /// <param name="device">Where everything is.</param>
    public static Decoder Assemble(
        ModelShape shape,
        Architecture architecture,
        Func<int, LinearGroup, LoraLinear> linear,
        Func<string, Tensor?> vector,
        Func<Tensor, Tensor> embed,
        Device device)
    {
        DecoderBlock[] blocks = [.. Enumerable.Range(0, shape.Layers).Select(Block)];
        var factors = vector(ExpectedTensors.RopeFactors)
            ?? vector(shape.LongFactors ? ExpectedTensors.LongRopeFactors : ExpectedTensors.ShortRopeFactors);
        return new Decoder(shape, architecture, blocks, Norm("output_norm.weight")!, embed, factors?.cpu().data<float>().ToArray(), device);

        DecoderBlock Block(int layer)
        {
            var groups = LinearGroup.Of(shape).ToDictionary(g => g.Name, g => linear(layer, g), StringComparer.Ordinal);
            var attention = new Attention(shape, groups["qkv"], groups["output"], shape.IsLocal(layer))
            {
                HeadNorm = architecture.HeadNorm,
                QueryNorm = Part(layer, "attn_q_norm"),
                KeyNorm = Part(layer, "attn_k_norm"),
            };
            return new DecoderBlock(attention, new GatedMlp(groups["gate_up"], groups["down"], architecture.Activation))
            {
                BeforeAttention = Part(layer, "attn_norm"),
                AfterAttention = Part(layer, "post_attention_norm"),
                BeforeMlp = Part(layer, "ffn_norm"),
                AfterMlp = Part(layer, "post_ffw_norm"),
            };
        }

        RmsNorm? Part(int layer, string part) => Norm(ModelShape.TensorName(layer, part));

        RmsNorm? Norm(string name) => vector(name) is { } weight ? new RmsNorm(weight, shape.NormEpsilon) : null;
    }
}
