using AgentMemory.Core;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;
using AgentMemory.Training.Torch.Layers;
using AgentMemory.Training.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch;

/// <summary>A trainer over TorchSharp: a decoder of shared parts over a frozen base with an adapter, or over weights that are all trained.</summary>
internal sealed class TorchTrainer : ITrainer
{
    private readonly Device _device;
    private readonly Decoder _decoder;
    private readonly OutputLayer _output;
    private readonly TrainedTensors? _trained;
    private readonly IDisposable? _owned;
    private readonly bool _recomputes;
    private int _passes;

    /// <param name="settings">As asked for.</param>
    /// <param name="shape">Of the model.</param>
    /// <param name="parts">The decoder, its output layer and what is trained.</param>
    /// <param name="recomputes">Keeps only the stream between layers and computes each layer again in the backward pass (Chen et al. 2016).</param>
    /// <param name="device">Where everything is.</param>
    public TorchTrainer(TrainerSettings settings, ModelShape shape, DecoderParts parts, bool recomputes, Device device)
    {
        (Settings, Shape, _recomputes, _device) = (settings, shape, recomputes, device);
        (_decoder, _output, _trained, _owned) = (parts.Decoder, parts.Output, parts.Trained, parts.Owned);
    }

    public string Engine => TorchTrainers.EngineName;

    public TrainerSettings Settings { get; }

    public ModelShape Shape { get; }

    public IReadOnlyList<string> TrainedNames => _trained?.Names ?? [];

    public long TrainedWeights => _trained?.Count ?? 0;

    public long Steps { get; private set; }

    public PassResult Accumulate(Batch batch)
    {
        if (_trained is null || Settings.Purpose == TrainingPurpose.Evaluate)
        {
            throw new InvalidOperationException("this trainer only evaluates");
        }

        CheckShape(batch);
        var pass = new Rng(Settings.Seed).Fork("dropout", (int)Steps).Fork("pass", _passes++);
        using var scope = NewDisposeScope();
        var packed = new PackedBatch(batch, Shape.Vocabulary, _device);
        var context = _decoder.Context(packed);
        return _recomputes ? AccumulateByLayers(batch, packed, context, pass) : AccumulateAtOnce(batch, packed, context, pass);
    }

    public PassResult Evaluate(Batch batch)
    {
        CheckShape(batch);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return _output.Loss(Hidden(batch), batch, gradient: null);
    }

    public float[] Logits(Batch batch)
    {
        CheckShape(batch);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return _output.Logits(Hidden(batch)).cpu().data<float>().ToArray();
    }

    public double GradientNorm() => Trained.GradientNorm();

    public void ScaleGradients(double factor) => Trained.ScaleGradients(factor);

    public void Step(AdamStep step)
    {
        Trained.Step(step, ++Steps);
        _passes = 0;
    }

    public void ClearGradients()
    {
        Trained.ClearGradients();
        _passes = 0;
    }

    public IReadOnlyList<long> Extents(string name) => Trained.Extents(name);

    public float[] Weights(string name) => Trained.Values(name);

    public void SetWeights(string name, ReadOnlySpan<float> values) => Trained.SetValues(name, values);

    public float[] Gradient(string name) => Trained.Gradient(name);

    public (float[] First, float[] Second) Moments(string name) => Trained.Moments(name);

    public void SetMoments(long steps, Func<string, (float[] First, float[] Second)> moments)
    {
        foreach (var name in TrainedNames)
        {
            var (first, second) = moments(name);
            Trained.SetMoments(name, first, second);
        }

        Steps = steps;
    }

    public void Dispose()
    {
        _decoder.Dispose();
        _trained?.Dispose();
        _owned?.Dispose();
    }

    private TrainedTensors Trained => _trained ?? throw new InvalidOperationException("this trainer only evaluates");

    private PassResult AccumulateAtOnce(Batch batch, PackedBatch packed, BatchContext context, Rng pass)
    {
        var x = _decoder.Embed(packed.Tokens);
        for (var layer = 0; layer < _decoder.Blocks.Count; layer++)
        {
            x = _decoder.Blocks[layer].Apply(x, context, Dropout(pass, layer));
        }

        return Backward(_decoder.Seen(x, packed.Places), batch);
    }

    private PassResult AccumulateByLayers(Batch batch, PackedBatch packed, BatchContext context, Rng pass)
    {
        var blocks = _decoder.Blocks;
        var first = _decoder.Embed(packed.Tokens);
        var inputs = new Tensor[blocks.Count];
        var x = first.detach();
        using (no_grad())
        {
            for (var layer = 0; layer < blocks.Count; layer++)
            {
                using var scope = NewDisposeScope();
                inputs[layer] = x;
                x = blocks[layer].Apply(x, context, Dropout(pass, layer)).MoveToOuterDisposeScope();
            }
        }

        var result = Backward(_decoder.Seen(x.requires_grad_(true), packed.Places), batch);
        var gradient = x.grad!;
        var lowest = first.requires_grad ? 0 : Settings.Adapter?.LayersOf(blocks.Count).First ?? 0;
        for (var layer = blocks.Count - 1; layer >= lowest; layer--)
        {
            using var scope = NewDisposeScope();
            var input = inputs[layer].detach();
            // Nothing below the lowest layer with an adapter is trained.
            input = layer > lowest || first.requires_grad ? input.requires_grad_(true) : input;
            blocks[layer].Apply(input, context, Dropout(pass, layer)).backward([gradient]);
            gradient.Dispose();
            inputs[layer].Dispose();
            gradient = input.grad is { } below ? below.MoveToOuterDisposeScope() : gradient;
        }

        if (first.requires_grad)
        {
            first.backward([gradient]);
        }

        return result;
    }

    // The output layer's part of the backward pass is made by hand, the rest by autograd.
    private PassResult Backward(Tensor hidden, Batch batch)
    {
        PassResult result;
        var gradient = empty_like(hidden);
        using (no_grad())
        {
            result = _output.Loss(hidden.detach(), batch, gradient);
        }

        hidden.backward([gradient]);
        return result;
    }

    private Tensor Hidden(Batch batch)
    {
        var packed = new PackedBatch(batch, Shape.Vocabulary, _device);
        var context = _decoder.Context(packed);
        var x = _decoder.Embed(packed.Tokens);
        foreach (var block in _decoder.Blocks)
        {
            using var scope = NewDisposeScope();
            x = block.Apply(x, context, null).MoveToOuterDisposeScope();
        }

        return _decoder.Seen(x, packed.Places);
    }

    // By step, pass, layer and linear layer, so that a layer computed again, and a run that goes on, leave out the same.
    private Func<string, Tensor, Tensor>? Dropout(Rng pass, int layer)
    {
        if (Settings.Dropout <= 0)
        {
            return null;
        }

        return (name, low) =>
        {
            using var generator = new Generator(pass.Fork(name, layer).Seed, _device);
            using var share = ((float)(1 / (1 - Settings.Dropout))).ToScalar();
            using var bound = ((float)Settings.Dropout).ToScalar();
            var kept = rand(low.shape, dtype: ScalarType.Float32, device: _device, generator: generator).ge(bound).to(ScalarType.Float32).mul_(share);
            return low * kept;
        };
    }

    private void CheckShape(Batch batch)
    {
        if (batch.Shape != Settings.Batch)
        {
            throw new ArgumentException($"the batch is {batch.Shape} and the trainer was opened for {Settings.Batch}", nameof(batch));
        }
    }
}
