using AgentMemory.Training.Architectures;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMemory.Training.Torch.Layers;

/// <summary>The tensors of one batch that every layer reads.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Length">Tokens of a row.</param>
/// <param name="HeadLength">How many of the first row's first tokens all rows attend to, before their own.</param>
/// <param name="Turns">Rotations where all positions are seen, complex [rows * length, 1, pairs].</param>
/// <param name="LocalTurns">The same in local layers.</param>
internal sealed record BatchContext(long Rows, long Length, long HeadLength, Tensor Turns, Tensor LocalTurns)
{
    /// <summary>Who sees whom, bool [rows, 1, length, head + length], true to look; null for plain causal rows.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>The same in local layers.</summary>
    public Tensor? LocalMask { get; init; }
}

/// <summary>Causal attention of all heads, with grouped queries (Vaswani et al. 2017; Ainslie et al. 2023).</summary>
internal sealed class Attention(ModelShape shape, LoraLinear queriesKeysValues, LoraLinear output, bool isLocal)
{
    private readonly long[] _fused =
    [
        (long)shape.Heads * shape.HeadWidth, (long)shape.KeyValueHeads * shape.HeadWidth, (long)shape.KeyValueHeads * shape.HeadWidth,
    ];

    private readonly long[] _rotated = [shape.RopeDimensions, shape.HeadWidth - shape.RopeDimensions];

    // Scores are divided by the root of the head's width in any case; what a model states instead goes into the queries.
    private readonly Scalar? _queryFactor = shape.QueryScale != 0 && Math.Abs((shape.QueryScale * Math.Sqrt(shape.HeadWidth)) - 1) > 1e-6
        ? (shape.QueryScale * MathF.Sqrt(shape.HeadWidth)).ToScalar()
        : null;

    private readonly Scalar _root = (1 / MathF.Sqrt(shape.HeadWidth)).ToScalar();
    private readonly Scalar _cap = shape.AttentionCap.ToScalar();
    private readonly Scalar _perCap = (shape.AttentionCap == 0 ? 0 : 1 / shape.AttentionCap).ToScalar();
    private readonly Scalar _never = float.NegativeInfinity.ToScalar();

    public HeadNorm HeadNorm { get; init; }

    public RmsNorm? QueryNorm { get; init; }

    public RmsNorm? KeyNorm { get; init; }

    /// <summary>[tokens, width] to [tokens, width].</summary>
    public Tensor Apply(Tensor x, BatchContext batch, Func<string, Tensor, Tensor>? dropout)
    {
        var parts = queriesKeysValues.Apply(x, dropout is null ? null : low => dropout("qkv", low));
        parts = parts.Length == 3 ? parts : parts[0].split(_fused, 1);
        var turns = isLocal ? batch.LocalTurns : batch.Turns;
        var q = Heads(parts[0], shape.Heads, QueryNorm, turns, batch);
        var k = Heads(parts[1], shape.KeyValueHeads, KeyNorm, turns, batch);
        var v = parts[2].view(batch.Rows, batch.Length, shape.KeyValueHeads, shape.HeadWidth);
        q = _queryFactor is null ? q : q.mul(_queryFactor);
        (k, v) = (AfterHead(k, batch), AfterHead(v, batch));
        if (shape.Heads != shape.KeyValueHeads)
        {
            k = Repeat(k);
            v = Repeat(v);
        }

        var mask = isLocal ? batch.LocalMask : batch.Mask;
        var mixed = Mix(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), mask, batch);
        mixed = mixed.transpose(1, 2).reshape(batch.Rows * batch.Length, (long)shape.Heads * shape.HeadWidth);
        return output.Apply(mixed, dropout is null ? null : low => dropout("output", low))[0];
    }

    private Tensor Mix(Tensor q, Tensor k, Tensor v, Tensor? mask, BatchContext batch)
    {
        if (shape.AttentionCap == 0)
        {
            return mask is null
                ? F.scaled_dot_product_attention(q, k, v, is_casual: true)
                : F.scaled_dot_product_attention(q, k, v, mask);
        }

        // Capped scores (Gemma 2) are not among what the fused kernel computes.
        var seen = mask ?? ones([batch.Length, batch.Length], dtype: ScalarType.Bool, device: q.device).tril_();
        var scores = matmul(q, k.transpose(2, 3)).mul(_root).mul(_perCap).tanh().mul(_cap);
        return matmul(scores.masked_fill(seen.logical_not(), _never).softmax(-1), v);
    }

    // [rows, length, heads, head], normed and rotated.
    private Tensor Heads(Tensor x, int heads, RmsNorm? norm, Tensor turns, BatchContext batch)
    {
        x = norm is not null && HeadNorm == HeadNorm.All ? norm.Apply(x) : x;
        x = x.view(batch.Rows * batch.Length, heads, shape.HeadWidth);
        x = norm is not null && HeadNorm == HeadNorm.Each ? norm.Apply(x) : x;
        if (shape.RopeDimensions == shape.HeadWidth)
        {
            x = Rotate(x, turns, heads);
        }
        else
        {
            var parts = x.split(_rotated, 2);
            x = cat([Rotate(parts[0].contiguous(), turns, heads), parts[1]], 2);
        }

        return x.view(batch.Rows, batch.Length, heads, shape.HeadWidth);
    }

    // Neighbouring numbers as real and imaginary part: one complex product turns them.
    private Tensor Rotate(Tensor x, Tensor turns, int heads)
    {
        var tokens = x.shape[0];
        var pairs = x.view(tokens, heads, shape.RopeDimensions / 2, 2).view_as_complex();
        return (pairs * turns).view_as_real().view(tokens, heads, shape.RopeDimensions);
    }

    // [rows, head + length, heads, head]: the head's keys or values, which are the first row's, before those of each row.
    private static Tensor AfterHead(Tensor x, BatchContext batch)
    {
        if (batch.HeadLength == 0)
        {
            return x;
        }

        var head = x.narrow(0, 0, 1).narrow(1, 0, batch.HeadLength);
        return cat([head.expand(batch.Rows, batch.HeadLength, x.shape[2], x.shape[3]), x], 1);
    }

    // This release's attention has no switch for grouped queries: keys and values are repeated for their query heads.
    private Tensor Repeat(Tensor x)
    {
        var times = shape.Heads / shape.KeyValueHeads;
        var s = x.shape;
        return x.unsqueeze(3).expand(s[0], s[1], s[2], times, s[3]).reshape(s[0], s[1], s[2] * times, s[3]);
    }
}
