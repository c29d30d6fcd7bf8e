using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>down(f(gate x) * up x), with f silu or gelu (Shazeer 2020).</summary>
internal sealed class GatedMlp(LoraLinear gateAndUp, LoraLinear down, GateActivation activation)
{
    private static readonly Scalar Cube = 0.044715f.ToScalar();
    private static readonly Scalar Root = 0.7978845608f.ToScalar();
    private static readonly Scalar Half = 0.5f.ToScalar();

    public Tensor Apply(Tensor x, Func<string, Tensor, Tensor>? dropout)
    {
        var parts = gateAndUp.Apply(x, dropout is null ? null : low => dropout("gate_up", low));
        var (gate, up) = parts.Length == 2 ? (parts[0], parts[1]) : Halves(parts[0]);
        var inner = (activation == GateActivation.Silu ? nn.functional.silu(gate) : GeluTanh(gate)) * up;
        return down.Apply(inner, dropout is null ? null : low => dropout("down", low))[0];
    }

    // Phi-3 stores gate and up as one layer.
    private static (Tensor Gate, Tensor Up) Halves(Tensor both)
    {
        var parts = both.split(both.shape[1] / 2, 1);
        return (parts[0], parts[1]);
    }

    private static Tensor GeluTanh(Tensor x) =>
        x.mul(Half) * (x * (x * x).mul(Cube).Plus(TensorSums.One)).mul(Root).tanh().Plus(TensorSums.One);
}
