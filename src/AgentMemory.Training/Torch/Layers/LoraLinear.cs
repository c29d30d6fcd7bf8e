using AgentMemory.Training.Torch.Base;
using AgentMemory.Training.Torch.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>One output of a linear layer, with what adapters add to it.</summary>
/// <param name="Outputs">Numbers that come out.</param>
/// <param name="B">[outputs, rank] of the adapter in training, or null.</param>
/// <param name="Attached">A [rank, inputs] and B [outputs, rank] of adapters that stay as they are, with their scales.</param>
internal sealed record LinearOutput(long Outputs, Tensor? B, IReadOnlyList<(Tensor A, Tensor B, float Scale)> Attached);

/// <summary>
/// Linear layers over one input, multiplied at once: W x + b, plus alpha / rank B (A x) for each adapted output (Hu et al. 2021).
/// Outputs that share an input share a product with W and one with all their A.
/// </summary>
/// <param name="matrix">Frozen weights of all outputs under each other; null where <paramref name="trained"/> is given.</param>
/// <param name="trained">Weights that are trained themselves, or null.</param>
/// <param name="bias">[sum of outputs], or null.</param>
/// <param name="outputs">In the matrix' order.</param>
/// <param name="a">[rank for each adapted output, inputs], or null.</param>
/// <param name="scale">alpha / rank.</param>
internal sealed class LoraLinear(
    IFrozenMatrix? matrix, Tensor? trained, Tensor? bias, IReadOnlyList<LinearOutput> outputs, Tensor? a, float scale)
{
    private readonly long[] _sizes = [.. outputs.Select(o => o.Outputs)];
    private readonly int _adapted = outputs.Count(o => o.B is not null);

    /// <summary>Each output, F32 [tokens, outputs].</summary>
    /// <param name="x">F32 [tokens, inputs].</param>
    /// <param name="dropout">Applied to A x; null leaves all of it.</param>
    public Tensor[] Apply(Tensor x, Func<Tensor, Tensor>? dropout)
    {
        var whole = matrix is null ? F.linear(x, trained!) : matrix.Times(x);
        whole = bias is null ? whole : whole.Plus(bias);
        var parts = _sizes.Length == 1 ? [whole] : whole.split(_sizes, 1);
        if (a is not null)
        {
            var low = F.linear(x, a);
            low = dropout is null ? low : dropout(low);
            var lows = _adapted == 1 ? [low] : low.split(low.shape[1] / _adapted, 1);
            for (int i = 0, n = 0; i < parts.Length; i++)
            {
                if (outputs[i].B is { } b)
                {
                    // One addmm adds the adapter's product while it is multiplied: a pass over memory less.
                    parts[i] = addmm(parts[i], lows[n++], b.t(), beta: 1, alpha: scale);
                }
            }
        }

        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var (frozenA, frozenB, factor) in outputs[i].Attached)
            {
                parts[i] = addmm(parts[i], F.linear(x, frozenA), frozenB.t(), beta: 1, alpha: factor);
            }
        }

        return parts;
    }
}
