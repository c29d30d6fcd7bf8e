using AgentMemory.Core;
using AgentMemory.Native;
using AgentMemory.Training;
using static AgentMemory.Native.Ggml;

namespace AgentMemory.Weights;

/// <summary>The graph of one pass: forward and loss, and backward where it trains.</summary>
internal sealed class PassGraph : IDisposable
{
    /// <summary>Below this a probability is no longer told from zero in F32; its log counts as this.</summary>
    private const float LogProbabilityMin = -104;

    /// <summary>Added to probabilities before their logarithm is taken: the smallest number that is not denormal.</summary>
    private const float ProbabilityMin = 1.2e-38f;

    private readonly GraphInputs _inputs;
    private readonly ModelShape _shape;
    private readonly nint _logProbabilities;
    private readonly nint _cross;

    private PassGraph(
        ComputeGraph graph, GraphInputs inputs, ModelShape shape, nint logits, nint logProbabilities, nint cross)
    {
        Graph = graph;
        _inputs = inputs;
        _shape = shape;
        Logits = logits;
        _logProbabilities = logProbabilities;
        _cross = cross;
    }

    public ComputeGraph Graph { get; }

    /// <summary>[vocabulary, predictions].</summary>
    public nint Logits { get; }

    public static PassGraph Build(
        GgmlBackendHandle backend, ModelTensors tensors, Architecture architecture, TrainingGraphSettings settings, bool trains)
    {
        var shape = tensors.Shape;
        var graph = new ComputeGraph(backend, ComputeGraph.NodesFor(shape.Layers, settings.Worn.Count));
        try
        {
            var own = settings.UsesOwnKernels ? graph.Own : null;
            var tape = new Tape(graph.Context, own, trains);
            foreach (var trained in trains ? tensors.Trained : [])
            {
                tape.Want(trained.Value);
            }

            foreach (var (weight, transpose) in tensors.Transposes)
            {
                tape.Store(weight, transpose);
            }

            var inputs = tensors.Inputs;
            var drops = trains && settings.Dropout > 0;
            var pass = new ForwardPass(
                tape, shape, settings.Batch, inputs, tensors.ByName, tensors.Adapter, tensors.Worn, drops,
                settings.PacksAttention(shape) ? new PackedAttention(graph.Own, shape, settings.Batch) : null);
            var hidden = tape.GetRows(Blocks.Hidden(pass, architecture), inputs.At);
            var logits = tape.MatMul(pass.Weight(shape.TiedEmbeddings ? "token_embd.weight" : "output.weight"), hidden);
            logits = shape.LogitCap == 0 ? logits : tape.SoftCap(logits, shape.LogitCap);
            var (logProbabilities, cross) = Loss(graph, tape, inputs, logits, trains);
            foreach (var trained in trains ? tensors.Trained : [])
            {
                var gradient = tape.Gradient(trained.Value);
                if (gradient == 0)
                {
                    throw new InvalidOperationException($"no gradient reaches {trained.Name}");
                }

                graph.Want(ggml_add_inplace(graph.Context, trained.Gradient, gradient));
            }

            graph.CheckRoom();
            graph.Allocate();
            return new PassGraph(graph, inputs, shape, logits, logProbabilities, cross);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>Computes the batch.</summary>
    /// <exception cref="ArgumentException">A token or a place is out of range; ggml would abort.</exception>
    public PassResult Run(Batch batch)
    {
        var vocabulary = _shape.Vocabulary;
        foreach (var token in batch.Tokens)
        {
            Check(token, vocabulary, "token");
        }

        var flat = new int[batch.Targets.Length];
        for (var n = 0; n < flat.Length; n++)
        {
            Check(batch.Targets[n], vocabulary, "target");
            Check(batch.At[n], batch.Tokens.Length, "place");
            flat[n] = (n * vocabulary) + batch.Targets[n];
        }

        TensorTransfer.Write<int>(_inputs.Tokens, batch.Tokens);
        TensorTransfer.Write<int>(_inputs.Positions, batch.Positions);
        if (_inputs.Mask != 0)
        {
            TensorTransfer.Write<Half>(_inputs.Mask, BatchMasks.Mask(batch));
        }
        else
        {
            TensorTransfer.Write<int>(_inputs.Sights, BatchMasks.Sights(batch));
        }

        if (_inputs.LocalMask != 0)
        {
            TensorTransfer.Write<Half>(_inputs.LocalMask, BatchMasks.Mask(batch, _shape.Window));
        }

        TensorTransfer.Write<int>(_inputs.At, batch.At);
        TensorTransfer.Write<int>(_inputs.FlatTargets, flat);
        TensorTransfer.Write<float>(_inputs.Weights, Masses(batch));
        if (_inputs.Wanted != 0)
        {
            TensorTransfer.Write<float>(_inputs.Wanted, Wanted(batch));
        }

        Graph.Compute();
        var found = new float[flat.Length];
        TensorTransfer.Read<float>(_logProbabilities, found);
        for (var n = 0; n < found.Length; n++)
        {
            found[n] = float.IsNaN(found[n]) ? found[n] : Math.Max(found[n], LogProbabilityMin);
        }

        return new PassResult(_inputs.Wanted == 0 ? Loss(batch, found) : SoftLoss(batch), found);
    }

    /// <summary>Draws anew what dropout leaves out.</summary>
    public void Drop(double share, Rng rng)
    {
        foreach (var (name, tensor) in share > 0 ? _inputs.Dropout : [])
        {
            var own = rng.Fork(name);
            var values = new float[Tensors.Count(tensor)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = own.Chance(share) ? 0 : (float)(1 / (1 - share));
            }

            TensorTransfer.Write<float>(tensor, values);
        }
    }

    public void Dispose() => Graph.Dispose();

    /// <summary>
    /// Log-probability of each target: the softmax seen as vocabulary x predictions rows of one number, gathered by flat
    /// index. The gradient of sum_n w_n * -log p_n is w_n * (p - onehot): the softmax's rows scaled, then one entry of each
    /// overwritten. ggml_cross_entropy_loss would want dense labels and cannot leave a row out. With soft targets the
    /// gradient is w_n * p - wanted_n, whatever mixture of tokens and distributions is wanted.
    /// </summary>
    private static (nint LogProbabilities, nint Cross) Loss(ComputeGraph graph, Tape tape, GraphInputs inputs, nint logits, bool trains)
    {
        var context = graph.Context;
        var (vocabulary, predictions, _, _) = Tensors.Extents(logits);
        if (!trains)
        {
            ggml_set_output(logits);
        }

        var probabilities = ggml_soft_max_ext(context, logits, 0, 1, 0);
        var flat = ggml_reshape_4d(context, probabilities, 1, vocabulary * predictions, 1, 1);
        var hit = ggml_get_rows(context, flat, inputs.FlatTargets);
        var logProbabilities = ggml_log(context, hit);
        ggml_set_output(logProbabilities);
        graph.Want(logits);
        graph.Want(logProbabilities);
        nint cross = 0;
        if (inputs.Wanted != 0)
        {
            // Where nothing is wanted, minus infinity times zero would be no number.
            var logs = ggml_log(context, ggml_scale_bias(context, probabilities, 1, ProbabilityMin));
            cross = ggml_sum_rows(context, ggml_mul(context, logs, inputs.Wanted));
            ggml_set_output(cross);
            graph.Want(cross);
        }

        if (trains)
        {
            var scaled = ggml_mul(context, probabilities, inputs.Weights);
            nint gradient;
            if (inputs.Wanted != 0)
            {
                gradient = ggml_sub(context, scaled, inputs.Wanted);
            }
            else
            {
                var atTarget = ggml_mul(context, ggml_scale_bias(context, hit, 1, -1), inputs.Weights);
                scaled = ggml_reshape_4d(context, scaled, 1, vocabulary * predictions, 1, 1);
                gradient = ggml_set_rows(context, scaled, atTarget, inputs.FlatTargets);
            }

            tape.Backward(logits, ggml_reshape_4d(context, gradient, vocabulary, predictions, 1, 1));
        }

        return (logProbabilities, cross);
    }

    private static double Loss(Batch batch, float[] found)
    {
        var loss = 0.0;
        for (var n = 0; n < found.Length; n++)
        {
            // A place without weight may hold anything, and 0 times NaN is no loss.
            loss -= batch.Weights[n] == 0 ? 0 : batch.Weights[n] * (double)found[n];
        }

        return loss;
    }

    private double SoftLoss(Batch batch)
    {
        var cross = new float[batch.Targets.Length];
        TensorTransfer.Read<float>(_cross, cross);
        var loss = 0.0;
        for (var n = 0; n < cross.Length; n++)
        {
            loss += batch.Soft[n] is { } soft ? soft.Weight * soft.NegativeEntropy : 0;
            loss -= cross[n];
        }

        return loss;
    }

    // The sum of all weights at a place: the factor of its probabilities in the gradient.
    private float[] Masses(Batch batch)
    {
        var masses = batch.Weights.ToArray();
        for (var n = 0; n < masses.Length; n++)
        {
            if (batch.Soft[n] is { } soft)
            {
                masses[n] += _inputs.Wanted != 0
                    ? soft.Weight
                    : throw new ArgumentException("the graph was built without soft targets", nameof(batch));
            }
        }

        return masses;
    }

    private float[] Wanted(Batch batch)
    {
        var vocabulary = _shape.Vocabulary;
        var wanted = new float[(long)vocabulary * batch.Targets.Length];
        for (var n = 0; n < batch.Targets.Length; n++)
        {
            var row = wanted.AsSpan(n * vocabulary, vocabulary);
            row[batch.Targets[n]] += batch.Weights[n];
            if (batch.Soft[n] is { } soft)
            {
                for (var v = 0; v < row.Length; v++)
                {
                    row[v] += soft.Weight * soft.Distribution[v];
                }
            }
        }

        return wanted;
    }

    private static void Check(int value, int exclusiveMax, string what)
    {
        if ((uint)value >= (uint)exclusiveMax)
        {
            throw new ArgumentException($"{what} {value} is not in 0 .. {exclusiveMax - 1}");
        }
    }
}
