using AgentMemory.Training.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>x / sqrt(mean(x^2) + epsilon) times a weight, over the last dimension (Zhang and Sennrich 2019).</summary>
/// <param name="weight">As wide as the last dimension.</param>
/// <param name="epsilon">Added to the mean square.</param>
internal sealed class RmsNorm(Tensor weight, float epsilon)
{
    private static readonly long[] Last = [-1];
    private readonly Scalar _epsilon = epsilon.ToScalar();

    public Tensor Apply(Tensor x) => x * (x * x).mean(Last, keepdim: true).PlusInPlace(_epsilon).rsqrt_() * weight;
}
