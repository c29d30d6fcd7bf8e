using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Layers;
using AgentMemory.Training.Torch.Runtime;
using static TorchSharp.torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>
/// The engine's gelu is a table over halves, so its logits alone would let gelu's other formula pass (by erf; 5e-4 apart at most).
/// </summary>
public sealed class GatedMlpTests
{
    private static readonly double[] At = [-4, -1.5, -0.75, -0.1, 0, 0.2, 0.9, 1.7, 3, 12];

    [Fact]
    public void Gelu_and_its_slope_are_those_of_the_tanh_formula() => Check(GateActivation.GeluTanh, Gelu);

    [Fact]
    public void Silu_and_its_slope_are_those_of_the_formula() => Check(GateActivation.Silu, x => x / (1 + Math.Exp(-x)));

    // Gates are the first half of a layer whose weights are the identity, ups the second half; down is the identity as well.
    private static void Check(GateActivation activation, Func<double, double> f)
    {
        TorchRuntime.Start(device: null, threads: 1);
        using var scope = NewDisposeScope();
        var up = At.Select(x => 1 + (x / 8)).ToArray();
        var x = tensor([.. At.Concat(up).Select(v => (float)v)], [1, 2 * At.Length]).requires_grad_(true);
        var mlp = new GatedMlp(Identity(2 * At.Length), Identity(At.Length), activation);
        var result = mlp.Apply(x, dropout: null);
        result.sum().backward();
        var (values, slopes) = (result.data<float>().ToArray(), x.grad!.data<float>().ToArray());
        for (var i = 0; i < At.Length; i++)
        {
            Near(f(At[i]) * up[i], values[i]);
            Near((f(At[i] + 1e-5) - f(At[i] - 1e-5)) / 2e-5 * up[i], slopes[i]);
            Near(f(At[i]), slopes[At.Length + i]);
        }
    }

    private static void Near(double expected, double found) => Assert.Equal(expected, found, 2e-5 * Math.Max(1, Math.Abs(expected)));

    private static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    private static LoraLinear Identity(int size) =>
        new(matrix: null, eye(size), bias: null, [new LinearOutput(size, B: null, [])], a: null, scale: 1);
}
