using AgentMemory.Training.Torch.Tensors;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>One layer: attention and a gated feed-forward part, each added to the stream, with norms where the architecture has them.</summary>
internal sealed class DecoderBlock(Attention attention, GatedMlp mlp)
{
    public RmsNorm? BeforeAttention { get; init; }

    public RmsNorm? AfterAttention { get; init; }

    public RmsNorm? BeforeMlp { get; init; }

    public RmsNorm? AfterMlp { get; init; }

    /// <summary>[tokens, width] to [tokens, width].</summary>
    /// <param name="x">The stream.</param>
    /// <param name="batch">What all layers read.</param>
    /// <param name="dropout">By the linear layer's name; null leaves out nothing.</param>
    public Tensor Apply(Tensor x, BatchContext batch, Func<string, Tensor, Tensor>? dropout)
    {
        var mixed = attention.Apply(Normed(BeforeAttention, x), batch, dropout);
        x = x.Plus(Normed(AfterAttention, mixed));
        return x.Plus(Normed(AfterMlp, mlp.Apply(Normed(BeforeMlp, x), dropout)));
    }

    private static Tensor Normed(RmsNorm? norm, Tensor x) => norm is null ? x : norm.Apply(x);
}
