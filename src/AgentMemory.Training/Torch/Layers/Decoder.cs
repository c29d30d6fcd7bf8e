using AgentMemory.Training.Architectures;
using AgentMemory.Training.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>
/// A decoder-only transformer put together from an architecture's description: embeddings, blocks, a last norm. It holds no
/// weights of its own: they are the base model's and the trainer's.
/// </summary>
internal sealed class Decoder : IDisposable
{
    private readonly ModelShape _shape;
    private readonly Rope _far;
    private readonly Rope _near;
    private readonly RmsNorm _norm;
    private readonly Scalar? _embeddingScale;
    private readonly Func<Tensor, Tensor> _embed;

    /// <param name="shape">The measures.</param>
    /// <param name="architecture">The description.</param>
    /// <param name="blocks">One for each layer.</param>
    /// <param name="norm">After the last block.</param>
    /// <param name="embed">Rows of embeddings [tokens, width] for Int64 [tokens].</param>
    /// <param name="factors">Of the rotation's frequencies, or null.</param>
    /// <param name="device">Where everything is.</param>
    public Decoder(
        ModelShape shape,
        Architecture architecture,
        IReadOnlyList<DecoderBlock> blocks,
        RmsNorm norm,
        Func<Tensor, Tensor> embed,
        float[]? factors,
        Device device)
    {
        _shape = shape;
        Blocks = blocks;
        _norm = norm;
        _embed = embed;
        _embeddingScale = shape.EmbeddingScale == 1 ? null : shape.EmbeddingScale.ToScalar();
        _far = new Rope(shape.RopeDimensions, shape.RopeBase, shape.RopeScale, shape.Stretch, factors, device);
        _near = architecture.Norms switch
        {
            NormPlacement.Around => new Rope(shape.RopeDimensions, shape.LocalRopeBase, shape.LocalRopeScale, shape.Stretch, factors, device),
            NormPlacement.After => new Rope(
                shape.RopeDimensions, shape.RopeBase, 1, shape.Stretch with { Extension = 0, Attention = 1 }, factors, device),
            _ => _far,
        };
    }

    public IReadOnlyList<DecoderBlock> Blocks { get; }

    /// <summary>What all layers read of a batch.</summary>
    public BatchContext Context(PackedBatch batch)
    {
        var turns = _far.Turns(batch.Positions, batch.LongestPosition);
        var local = _shape.Window == 0 || ReferenceEquals(_near, _far) ? turns : _near.Turns(batch.Positions, batch.LongestPosition);
        return new BatchContext(batch.Rows, batch.Length, batch.HeadLength, turns, local)
        {
            Mask = batch.Mask(int.MaxValue),
            LocalMask = _shape.Window == 0 ? null : batch.Mask(_shape.Window),
        };
    }

    /// <summary>The stream before the first block, [tokens, width].</summary>
    public Tensor Embed(Tensor tokens)
    {
        var rows = _embed(tokens);
        return _embeddingScale is null ? rows : rows.mul(_embeddingScale);
    }

    /// <summary>The normed stream where tokens are predicted, [places, width].</summary>
    public Tensor Seen(Tensor x, Tensor places) => _norm.Apply(x.index_select(0, places));

    public void Dispose()
    {
        _far.Dispose();
        _near.Dispose();
        _embeddingScale?.Dispose();
    }
}
