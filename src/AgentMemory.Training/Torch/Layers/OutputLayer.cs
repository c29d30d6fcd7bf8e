using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch.Base;
using AgentMemory.Training.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>
/// The output layer with its loss: log-probabilities of the targets and, in the same pass, the gradient at the hidden state,
/// computed some places at a time and outside of autograd. So no more than a few tens of megabytes of logits are ever held, and
/// nothing of them is kept for the backward pass.
/// </summary>
internal sealed class OutputLayer
{

    private readonly ModelShape _shape;
    private readonly IFrozenMatrix? _frozen;
    private readonly Tensor? _trained;
    private readonly Scalar? _cap;
    private readonly Scalar? _perCap;

    /// <param name="shape">The measures.</param>
    /// <param name="frozen">Weights [vocabulary, width], or null where they are trained.</param>
    /// <param name="trained">A leaf [vocabulary, width] with a gradient to add to, or null.</param>
    public OutputLayer(ModelShape shape, IFrozenMatrix? frozen, Tensor? trained)
    {
        (_shape, _frozen, _trained) = (shape, frozen, trained);
        if (shape.LogitCap != 0)
        {
            (_cap, _perCap) = (shape.LogitCap.ToScalar(), (1 / shape.LogitCap).ToScalar());
        }
    }

    /// <summary>Logits F32 [places, vocabulary].</summary>
    public Tensor Logits(Tensor hidden)
    {
        var logits = _frozen is null || _frozen is PlainMatrix { IsExact: true } ? F.linear(hidden, Weights(0, _shape.Vocabulary)) : InBlocks(hidden);
        return _cap is null ? logits : logits.mul_(_perCap!).tanh_().mul_(_cap);
    }

    /// <summary>Loss and log-probabilities of a batch's predictions.</summary>
    /// <param name="hidden">F32 [predictions, width], not part of autograd's graph.</param>
    /// <param name="batch">Whose first predictions they are.</param>
    /// <param name="gradient">Filled with the loss' gradient at the hidden state, of its shape; null where none is wanted.</param>
    public PassResult Loss(Tensor hidden, Batch batch, Tensor? gradient)
    {
        var count = (int)hidden.shape[0];
        var each = (int)Math.Max(1, Math.Min(count, Scratch.BlockElements / _shape.Vocabulary));
        var found = new float[batch.Targets.Length];
        var loss = 0.0;
        for (var start = 0; start < count; start += each)
        {
            using var scope = NewDisposeScope();
            var places = Math.Min(each, count - start);
            loss += Chunk(hidden.narrow(0, start, places), batch, start, found.AsSpan(start, places), gradient?.narrow(0, start, places));
        }

        return new PassResult(loss, found);
    }

    private double Chunk(Tensor hidden, Batch batch, int start, Span<float> found, Tensor? gradient)
    {
        var places = (int)hidden.shape[0];
        var logits = Logits(hidden);
        var logs = logits.log_softmax(1);
        var targets = tensor(Array.ConvertAll(batch.Targets[start..(start + places)], t => (long)t), device: hidden.device).unsqueeze(1);
        logs.gather(1, targets).view(-1).cpu().data<float>().CopyTo(found);
        var loss = 0.0;
        var masses = new float[places];
        for (var i = 0; i < places; i++)
        {
            // A place without weight may hold anything, and 0 times NaN is no loss.
            loss -= batch.Weights[start + i] == 0 ? 0 : batch.Weights[start + i] * (double)found[i];
            masses[i] = batch.Weights[start + i] + (batch.Soft[start + i]?.Weight ?? 0);
        }

        var (wanted, rows) = Wanted(batch, start, places, hidden.device);
        if (wanted is not null)
        {
            var cross = (wanted * logs.index_select(0, rows!)).sum(1).cpu().data<float>();
            var n = 0;
            for (var i = 0; i < places; i++)
            {
                if (batch.Soft[start + i] is { } soft)
                {
                    loss += (soft.Weight * soft.NegativeEntropy) - cross[n++];
                }
            }
        }

        if (gradient is not null)
        {
            Gradient(hidden, logits, logs.exp_(), targets, batch.Weights[start..(start + places)], masses, wanted, rows, gradient);
        }

        return loss;
    }

    // d loss / d logits = (sum of weights) p - what is wanted of each token.
    private void Gradient(
        Tensor hidden, Tensor logits, Tensor probabilities, Tensor targets, float[] weights, float[] masses, Tensor? wanted, Tensor? rows, Tensor gradient)
    {
        var device = hidden.device;
        var slope = probabilities.mul_(tensor(masses, device: device).unsqueeze(1));
        slope.scatter_add_(1, targets, tensor(Array.ConvertAll(weights, w => -w), device: device).unsqueeze(1));
        if (wanted is not null)
        {
            slope.index_add_(0, rows!, wanted, TensorSums.MinusOne);
        }

        if (_cap is not null)
        {
            // The slope of cap tanh(z / cap) is 1 - (y / cap)^2.
            var share = logits.mul_(_perCap!);
            slope.mul_((share * share).neg_().PlusInPlace(TensorSums.One));
        }

        if (_trained is not null)
        {
            gradient.copy_(slope.matmul(_trained));
            _trained.grad!.addmm_(slope.t(), hidden, 1, 1);
            return;
        }

        if (_frozen is PlainMatrix { IsExact: true })
        {
            gradient.copy_(slope.matmul(Weights(0, _shape.Vocabulary)));
            return;
        }

        gradient.zero_();
        foreach (var (first, count) in Scratch.Blocks(_shape.Vocabulary, _shape.Width))
        {
            using var scope = NewDisposeScope();
            gradient.addmm_(slope.narrow(1, first, count), Weights(first, count), 1, 1);
        }
    }

    // The distributions to be matched, times their weights, [those places, vocabulary], and which places they are.
    private (Tensor? Wanted, Tensor? Rows) Wanted(Batch batch, int start, int places, Device device)
    {
        long[] rows = [.. Enumerable.Range(0, places).Where(i => batch.Soft[start + i] is not null).Select(i => (long)i)];
        if (rows.Length == 0)
        {
            return (null, null);
        }

        var wanted = new float[rows.Length * _shape.Vocabulary];
        for (var n = 0; n < rows.Length; n++)
        {
            var soft = batch.Soft[start + rows[n]]!;
            var row = wanted.AsSpan(n * _shape.Vocabulary, _shape.Vocabulary);
            for (var v = 0; v < row.Length; v++)
            {
                row[v] = soft.Weight * soft.Distribution[v];
            }
        }

        return (tensor(wanted, [rows.Length, _shape.Vocabulary], device: device), tensor(rows, device: device));
    }

    private Tensor InBlocks(Tensor hidden)
    {
        var logits = empty([hidden.shape[0], _shape.Vocabulary], dtype: ScalarType.Float32, device: hidden.device);
        foreach (var (first, count) in Scratch.Blocks(_shape.Vocabulary, _shape.Width))
        {
            using var scope = NewDisposeScope();
            logits.narrow(1, first, count).copy_(F.linear(hidden, Weights(first, count)));
        }

        return logits;
    }

    private Tensor Weights(long first, long count) => _trained is null ? _frozen!.Rows(first, count) : _trained.narrow(0, first, count);
}
