using System.Runtime.InteropServices;
using AgentMemory.Training.Architectures;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Tensors;

/// <summary>What is to be trained of one named tensor.</summary>
/// <param name="Name">As in the file it is written to.</param>
/// <param name="Rows">Rows of the matrix; 1 for a vector.</param>
/// <param name="Width">Numbers of a row.</param>
/// <param name="IsVector">The file has one dimension.</param>
/// <param name="Order">Which row (of a vector: which number) of the file comes at each place, or null.</param>
internal sealed record TrainedSlot(string Name, long Rows, long Width, bool IsVector, long[]? Order)
{
    public long Count => Rows * Width;
}

/// <summary>
/// All trained weights in one piece of memory, and their gradients and two moments in three others: a step of the optimiser is a
/// dozen operations, however many tensors there are, and the gradient's length is one. Tensors that are used together lie together.
/// Matrices come first and decay, vectors do not.
/// </summary>
internal sealed class TrainedTensors : IDisposable
{
    private const long PieceElements = 2_000_000;

    // Root mean square of an AdamW update, about; an orthogonal matrix' entries are 1 / sqrt(larger side).
    private const double UpdateSize = 0.2;
    private readonly Tensor _values;
    private readonly Tensor _gradients;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly long _decaying;
    private readonly List<(TrainedSlot Slot, long Offset)> _blocks = [];
    private readonly Dictionary<string, (TrainedSlot Slot, long Offset)> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _groups = new(StringComparer.Ordinal);

    /// <param name="groups">By a name of their own: matrices of one row length that lie under each other as one, or vectors end to end.</param>
    /// <param name="device">Of all of them.</param>
    public TrainedTensors(IReadOnlyList<(string Group, IReadOnlyList<TrainedSlot> Slots)> groups, Device device)
    {
        Names = [.. groups.SelectMany(g => g.Slots).Select(s => s.Name)];
        Count = groups.SelectMany(g => g.Slots).Sum(s => s.Count);
        _decaying = groups.SelectMany(g => g.Slots).Where(s => !s.IsVector).Sum(s => s.Count);
        _values = zeros(Count, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        _gradients = zeros(Count, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        _first = zeros(Count, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        _second = zeros(Count, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        var offset = 0L;
        foreach (var (group, slots) in groups.OrderBy(g => g.Slots[0].IsVector))
        {
            var start = offset;
            foreach (var slot in slots)
            {
                _slots[slot.Name] = (slot, offset);
                if (!slot.IsVector && ModelShape.LayerOf(slot.Name) is not null)
                {
                    _blocks.Add((slot, offset));
                }

                offset += slot.Count;
            }

            long[] shape = slots[0].IsVector ? [slots.Sum(s => s.Width)] : [slots.Sum(s => s.Rows), slots[0].Width];
            var view = _values.narrow(0, start, offset - start).view(shape).detach().requires_grad_(true);
            // Autograd adds to a gradient that is there already, in its place.
            view.grad = _gradients.narrow(0, start, offset - start).view(shape);
            _groups[group] = view.DetachFromDisposeScope();
        }
    }

    /// <summary>In the order in which they were named.</summary>
    public IReadOnlyList<string> Names { get; }

    public long Count { get; }

    /// <summary>A group as a leaf of the graph.</summary>
    public Tensor Group(string name) => _groups[name];

    /// <summary>A group that may not be there.</summary>
    public Tensor? GroupOrNone(string name) => _groups.GetValueOrDefault(name);

    /// <summary>The shape in the file, fastest dimension first.</summary>
    public IReadOnlyList<long> Extents(string name)
    {
        var slot = Find(name).Slot;
        return slot.IsVector ? [slot.Width] : [slot.Width, slot.Rows];
    }

    public float[] Values(string name) => Read(_values, name);

    public float[] Gradient(string name) => Read(_gradients, name);

    public (float[] First, float[] Second) Moments(string name) => (Read(_first, name), Read(_second, name));

    public void SetValues(string name, ReadOnlySpan<float> values) => Write(_values, name, values);

    public void SetMoments(string name, float[] first, float[] second)
    {
        Write(_first, name, first);
        Write(_second, name, second);
    }

    /// <summary>The gradients' length, on the device but for one number.</summary>
    public double GradientNorm()
    {
        using var norm = _gradients.norm();
        return norm.ToSingle();
    }

    public void ScaleGradients(double factor)
    {
        using var scalar = ((float)factor).ToScalar();
        using var _ = no_grad();
        _gradients.mul_(scalar);
    }

    public void ClearGradients()
    {
        using var _ = no_grad();
        _gradients.zero_();
    }

    /// <summary>
    /// AdamW with the bias of both moments undone; the order of operations is the paper's (algorithm 2). With Muon the matrices of the
    /// blocks move by that, and their first moment is its momentum.
    /// </summary>
    public void Step(AdamStep step, long number)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (step.WeightDecay != 0 && _decaying > 0)
        {
            using var kept = (1 - (step.LearningRate * step.WeightDecay)).ToScalar();
            _values.narrow(0, 0, _decaying).mul_(kept);
        }

        var from = step.Muon is { } muon ? MoveByMuon(step, muon) : 0;
        MoveByAdam(step, number, from);
        _gradients.zero_();
    }

    public void Dispose()
    {
        foreach (var group in _groups.Values)
        {
            group.grad?.Dispose();
            group.Dispose();
        }

        _values.Dispose();
        _gradients.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    // From a place on: what lies before it is moved otherwise.
    private void MoveByAdam(AdamStep step, long number, long from)
    {
        using var beta1 = step.Beta1.ToScalar();
        using var beta2 = step.Beta2.ToScalar();
        using var rest1 = (1 - step.Beta1).ToScalar();
        using var rest2 = (1 - step.Beta2).ToScalar();
        using var unbias2 = ((float)(1 / (1 - Math.Pow(step.Beta2, number)))).ToScalar();
        using var epsilon = step.Epsilon.ToScalar();
        using var rate = ((float)(-step.LearningRate / (1 - Math.Pow(step.Beta1, number)))).ToScalar();
        var gradients = _gradients.narrow(0, from, Count - from);
        _first.narrow(0, from, Count - from).mul_(beta1).add_(gradients, rest1);
        _second.narrow(0, from, Count - from).mul_(beta2).addcmul_(gradients, gradients, rest2);
        // Piece by piece: the roots of all second moments would be as large as what is trained.
        for (var start = from; start < Count; start += PieceElements)
        {
            using var pieces = NewDisposeScope();
            var count = Math.Min(PieceElements, Count - start);
            var root = _second.narrow(0, start, count).mul(unbias2).sqrt_().PlusInPlace(epsilon);
            _values.narrow(0, start, count).addcdiv_(_first.narrow(0, start, count), root, rate);
        }
    }

    /// <summary>Moves the blocks' matrices, which come first, and gives the place behind them.</summary>
    private long MoveByMuon(AdamStep step, MuonSettings muon)
    {
        using var momentum = ((float)muon.Momentum).ToScalar();
        using var share = ((float)(1 - muon.Momentum)).ToScalar();
        var end = 0L;
        foreach (var (slot, offset) in _blocks)
        {
            using var pieces = NewDisposeScope();
            var gradient = _gradients.narrow(0, offset, slot.Count);
            var mean = _first.narrow(0, offset, slot.Count).mul_(momentum).add_(gradient, share);
            var ahead = mean.mul(momentum).add_(gradient, share).view(slot.Rows, slot.Width);
            using var rate = ((float)(-step.LearningRate * muon.RateFactor * UpdateSize * Math.Sqrt(Math.Max(slot.Rows, slot.Width)))).ToScalar();
            _values.narrow(0, offset, slot.Count).view(slot.Rows, slot.Width).add_(NewtonSchulz.Orthogonal(ahead), rate);
            end = offset + slot.Count;
        }

        return end;
    }

    private (TrainedSlot Slot, long Offset) Find(string name) =>
        _slots.TryGetValue(name, out var found) ? found : throw new ArgumentException($"no trained tensor is named {name}", nameof(name));

    private float[] Read(Tensor from, string name)
    {
        var (slot, offset) = Find(name);
        using var scope = NewDisposeScope();
        var stored = MemoryMarshal.Cast<byte, float>(from.narrow(0, offset, slot.Count).cpu().contiguous().bytes);
        var values = new float[slot.Count];
        var width = slot.IsVector ? 1 : (int)slot.Width;
        for (var row = 0; row < values.Length / width; row++)
        {
            var to = slot.Order is null ? row : (int)slot.Order[row];
            stored.Slice(row * width, width).CopyTo(values.AsSpan(to * width, width));
        }

        return values;
    }

    private void Write(Tensor to, string name, ReadOnlySpan<float> values)
    {
        var (slot, offset) = Find(name);
        if (values.Length != slot.Count)
        {
            throw new ArgumentException($"{name} takes {slot.Count} numbers, not {values.Length}", nameof(values));
        }

        var ordered = new float[slot.Count];
        var width = slot.IsVector ? 1 : (int)slot.Width;
        for (var row = 0; row < ordered.Length / width; row++)
        {
            var from = slot.Order is null ? row : (int)slot.Order[row];
            values.Slice(from * width, width).CopyTo(ordered.AsSpan(row * width, width));
        }

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        to.narrow(0, offset, slot.Count).copy_(tensor(ordered));
    }
}
