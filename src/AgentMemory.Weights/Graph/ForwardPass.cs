using AgentMemory.Training;

namespace AgentMemory.Weights;

/// <summary>What an architecture builds its forward pass from, and the parts that several share.</summary>
internal sealed class ForwardPass
{
    private readonly IReadOnlyDictionary<string, nint> _weights;
    private readonly AdapterShape? _adapter;
    private readonly IReadOnlyDictionary<string, List<WornPart>> _worn;
    private readonly HashSet<string> _adaptedParts;
    private readonly bool _drops;
    private readonly PackedAttention? _attention;

    public ForwardPass(
        Tape tape,
        ModelShape shape,
        BatchShape batch,
        GraphInputs inputs,
        IReadOnlyDictionary<string, nint> weights,
        AdapterShape? adapter,
        IReadOnlyDictionary<string, List<WornPart>> worn,
        bool drops,
        PackedAttention? attention)
    {
        Tape = tape;
        Shape = shape;
        Batch = batch;
        Inputs = inputs;
        _weights = weights;
        _adapter = adapter;
        _worn = worn;
        _adaptedParts = [.. shape.Linears().Where(l => adapter?.Adapts(l) == true).Select(l => l.Part)];
        _drops = drops;
        _attention = attention;
    }

    public Tape Tape { get; }

    public ModelShape Shape { get; }

    public BatchShape Batch { get; }

    public GraphInputs Inputs { get; }

    /// <summary>A tensor of the model by its full name.</summary>
    public nint Weight(string name) => _weights[name];

    /// <summary>A tensor that some files have, or 0.</summary>
    public nint WeightOrNone(string name) => _weights.GetValueOrDefault(name);

    /// <summary>The tokens' embeddings, [width, tokens].</summary>
    public nint Embeddings()
    {
        var rows = Tape.GetRows(Weight("token_embd.weight"), Inputs.Tokens);
        return Shape.EmbeddingScale == 1 ? rows : Tape.Scale(rows, Shape.EmbeddingScale);
    }

    /// <summary>How positions are turned in layers that see all.</summary>
    public RopeShape Rope(int mode)
    {
        var factors = WeightOrNone(ExpectedTensors.RopeFactors);
        if (factors == 0)
        {
            factors = WeightOrNone(Shape.LongFactors ? ExpectedTensors.LongRopeFactors : ExpectedTensors.ShortRopeFactors);
        }

        return new RopeShape(Shape.RopeDimensions, mode, Shape.RopeBase, Shape.RopeScale, factors, Shape.Stretch);
    }

    /// <summary>rms norm times its weight.</summary>
    public nint Norm(nint x, string weight) => Tape.MulRow(Tape.RmsNorm(x, Shape.NormEpsilon), Weight(weight));

    /// <summary>
    /// W x, plus a bias where the file has one, plus alpha / rank * B (A x) of each worn adapter and of the one in training.
    /// </summary>
    public nint Linear(int layer, string part, nint x)
    {
        var name = ModelShape.TensorName(layer, part);
        var y = Tape.MatMul(Weight(name), x);
        foreach (var worn in _worn.GetValueOrDefault(name, []))
        {
            y = Tape.Add(y, Tape.MatMul(worn.B, Tape.Scale(Tape.MatMul(worn.A, x), worn.Scale)));
        }

        if (_adapter is not null && _adaptedParts.Contains(part))
        {
            var low = Tape.Scale(Tape.MatMul(Weight(name + ".lora_a"), x), _adapter.Scale);
            low = _drops ? Tape.Mask(low, Inputs.Dropout[name]) : low;
            y = Tape.Add(y, Tape.MatMul(Weight(name + ".lora_b"), low));
        }

        var bias = WeightOrNone($"blk.{layer}.{part}.bias");
        return bias == 0 ? y : Tape.AddRow(y, bias);
    }

    /// <summary>A layer's norm of a stream, by the norm's name: attn_norm, ffn_norm, ...</summary>
    public nint Norm(int layer, string part, nint x) => Norm(x, ModelShape.TensorName(layer, part));

    /// <summary>down(silu(gate n) * up n), [width, tokens].</summary>
    public nint SwiGlu(int layer, nint n)
    {
        if (!Shape.IsFused)
        {
            return Linear(layer, "ffn_down", Tape.SwiGlu(Linear(layer, "ffn_gate", n), Linear(layer, "ffn_up", n)));
        }

        var both = Linear(layer, "ffn_up", n);
        var gate = Tape.Slice(both, 0, Shape.FeedForward);
        return Linear(layer, "ffn_down", Tape.SwiGlu(gate, Tape.Slice(both, Shape.FeedForward, Shape.FeedForward)));
    }

    /// <summary>down(gelu(gate n) * up n), [width, tokens].</summary>
    public nint GeGlu(int layer, nint n) =>
        Linear(layer, "ffn_down", Tape.GeGlu(Linear(layer, "ffn_gate", n), Linear(layer, "ffn_up", n)));

    /// <summary>
    /// Attention of all heads over one block's input n [width, tokens], before the output layer: [heads * head, tokens].
    /// </summary>
    public nint Attention(int layer, nint n, in RopeShape rope, HeadNorm norm = HeadNorm.None)
    {
        int head = Shape.HeadWidth, heads = Shape.Heads, keyHeads = Shape.KeyValueHeads;
        long length = Batch.RowTokens, rows = Batch.Rows, tokens = Batch.Tokens;
        long group = heads / keyHeads;
        var (q, k, v) = Heads(layer, n, rope, norm);
        if (_attention is not null)
        {
            return Tape.Attention(_attention, q, k, Tape.Reshape(v, head, keyHeads, tokens), Inputs.Sights);
        }

        v = Tape.Reshape(v, head, keyHeads, length, rows);
        q = Tape.Reshape(q, head, heads, length, rows);
        k = Tape.Reshape(k, head, keyHeads, length, rows);

        // Grouped queries: the query heads of one key head stand one after another in the row dimension, so keys and
        // values need no repetition and their gradients sum over the group by themselves.
        q = Tape.Reshape(Tape.Permute(q, 0, 2, 1, 3), head, length * group, keyHeads, rows);
        k = Tape.Permute(k, 0, 2, 1, 3);
        v = Tape.Permute(v, 1, 2, 0, 3);
        var scores = Tape.Reshape(Tape.MatMul(k, q), length, length, heads, rows);
        scores = Shape.AttentionCap == 0 ? scores : Tape.SoftCap(scores, Shape.AttentionCap);
        var mask = Shape.IsLocal(layer) && Inputs.LocalMask != 0 ? Inputs.LocalMask : Inputs.Mask;
        var share = Tape.SoftMax(scores, mask, Shape.QueryScale != 0 ? 1 : 1 / MathF.Sqrt(head));
        var mixed = Tape.MatMul(v, Tape.Reshape(share, length, length * group, keyHeads, rows));
        mixed = Tape.Permute(Tape.Reshape(mixed, head, length, heads, rows), 0, 2, 1, 3);
        return Tape.Reshape(mixed, (long)head * heads, tokens);
    }

    // Queries and keys [head, heads, tokens], normed where wanted and turned, and values [head * heads, tokens]. Positions
    // differ from row to row, so rotation sees all rows as one sequence of tokens.
    private (nint Q, nint K, nint V) Heads(int layer, nint n, in RopeShape rope, HeadNorm norm)
    {
        int head = Shape.HeadWidth, heads = Shape.Heads, keyHeads = Shape.KeyValueHeads;
        nint q, k, v;
        if (Shape.IsFused)
        {
            long queries = (long)head * heads, keys = (long)head * keyHeads;
            var all = Linear(layer, AdapterShape.FusedPart, n);
            q = Tape.Slice(all, 0, queries);
            k = Tape.Slice(all, queries, keys);
            v = Tape.Slice(all, queries + keys, keys);
        }
        else
        {
            q = Linear(layer, "attn_q", n);
            k = Linear(layer, "attn_k", n);
            v = Linear(layer, "attn_v", n);
        }

        if (norm == HeadNorm.All)
        {
            q = Norm(layer, "attn_q_norm", q);
            k = Norm(layer, "attn_k_norm", k);
        }

        q = Tape.Reshape(q, head, heads, Batch.Tokens);
        k = Tape.Reshape(k, head, keyHeads, Batch.Tokens);
        if (norm == HeadNorm.Each)
        {
            q = Norm(layer, "attn_q_norm", q);
            k = Norm(layer, "attn_k_norm", k);
        }

        q = Tape.Rope(q, Inputs.Positions, rope);
        q = Shape.QueryScale != 0 ? Tape.Scale(q, Shape.QueryScale) : q;
        return (q, Tape.Rope(k, Inputs.Positions, rope), v);
    }
}

/// <summary>The tensors a batch is written into.</summary>
/// <param name="Tokens">I32 [tokens].</param>
/// <param name="Positions">I32 [tokens].</param>
/// <param name="Mask">F16 [key, query, 1, row], added to the scores; 0 where own kernels go by sights.</param>
/// <param name="Sights">I32 [3, tokens], see <see cref="BatchMasks.Sights"/>; 0 where ggml's kernels go by the mask.</param>
/// <param name="At">I32 [predictions]: which token's output predicts.</param>
/// <param name="FlatTargets">I32 [predictions]: prediction * vocabulary + token to come.</param>
/// <param name="Weights">F32 [1, predictions]: the factor of a prediction's probabilities in the gradient.</param>
internal sealed record GraphInputs(nint Tokens, nint Positions, nint Mask, nint Sights, nint At, nint FlatTargets, nint Weights)
{
    /// <summary>F32 [vocabulary, predictions]: what is taken off the weighted probabilities; 0 where targets are tokens alone.</summary>
    public nint Wanted { get; init; }

    /// <summary>F16 like Mask, for layers that look back a window alone; 0 where the window is not shorter than a row.</summary>
    public nint LocalMask { get; init; }

    /// <summary>F32 [rank, tokens] for each adapted linear layer, by its name: 0, or 1 / (1 - dropout).</summary>
    public Dictionary<string, nint> Dropout { get; } = new(StringComparer.Ordinal);
}
