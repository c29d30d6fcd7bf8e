using AgentMemory.Core;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Base;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch;

/// <summary>Adapters that a trainer's model carries and that stay as they are.</summary>
internal sealed class AttachedAdapters : IDisposable
{
    private readonly Dictionary<string, List<(Tensor A, Tensor B, float Scale)>> _parts = new(StringComparer.Ordinal);

    /// <exception cref="UserErrorException">An adapter has a matrix that training would leave out, or one that does not fit the model.</exception>
    public AttachedAdapters(IReadOnlyList<WornWeights> adapters, ModelShape shape, Architecture architecture, Device device)
    {
        var linears = Enumerable.Range(0, shape.Layers)
            .SelectMany(layer => shape.Linears().Select(l => (Name: ModelShape.TensorName(layer, l.Part), Linear: l)))
            .ToDictionary(l => l.Name, l => l.Linear, StringComparer.Ordinal);
        foreach (var change in adapters.SelectMany(w => w.Adapter.Changes(w.Scale)))
        {
            if (!linears.TryGetValue(change.Tensor, out var linear))
            {
                throw new UserErrorException($"the worn adapter has {change.Tensor}, which training would leave out; take an adapter of the layers alone");
            }

            if (change.A.Length != linear.Inputs * change.Rank || change.B.Length != linear.Outputs * change.Rank)
            {
                throw new UserErrorException($"the worn adapter's {change.Tensor} does not fit the model; take the model it was trained on");
            }

            if (!_parts.TryGetValue(change.Tensor, out var parts))
            {
                _parts[change.Tensor] = parts = [];
            }

            var order = RotaryOrder.OfPart(shape, architecture, linear.Part);
            parts.Add((
                tensor(change.A, [change.Rank, linear.Inputs], device: device),
                tensor(Ordered(change.B, order, change.Rank), [linear.Outputs, change.Rank], device: device),
                change.Scale));
        }
    }

    /// <summary>What is attached to a linear layer.</summary>
    public IReadOnlyList<(Tensor A, Tensor B, float Scale)> At(string tensor) => _parts.GetValueOrDefault(tensor) ?? [];

    public void Dispose()
    {
        foreach (var (a, b, _) in _parts.Values.SelectMany(p => p))
        {
            a.Dispose();
            b.Dispose();
        }
    }

    private static float[] Ordered(float[] rows, long[]? order, int width)
    {
        if (order is null)
        {
            return rows;
        }

        var ordered = new float[rows.Length];
        for (var i = 0; i < order.Length; i++)
        {
            rows.AsSpan((int)order[i] * width, width).CopyTo(ordered.AsSpan(i * width, width));
        }

        return ordered;
    }
}
