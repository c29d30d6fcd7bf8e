namespace AgentMemory.Weights;

/// <summary>What an architecture builds its forward pass from, and the parts that several share.</summary>
internal sealed class ForwardPass
{
    private readonly IReadOnlyDictionary<string, nint> _weights;
    private readonly AdapterShape? _adapter;
    private readonly IReadOnlyDictionary<string, List<WornPart>> _worn;
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
    public nint Embeddings() => Tape.GetRows(Weight("token_embd.weight"), Inputs.Tokens);

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

        if (_adapter is not null && _adapter.Parts.Contains(part))
        {
            var low = Tape.Scale(Tape.MatMul(Weight(name + ".lora_a"), x), _adapter.Scale);
            low = _drops ? Tape.Mask(low, Inputs.Dropout[name]) : low;
            y = Tape.Add(y, Tape.MatMul(Weight(name + ".lora_b"), low));
        }

        var bias = WeightOrNone($"blk.{layer}.{part}.bias");
        return bias == 0 ? y : Tape.AddRow(y, bias);
    }

    /// <summary>
    /// Attention of all heads over one block's normed input n [width, tokens], before the output layer: [heads * head, tokens].
    /// </summary>
    public nint Attention(int layer, nint n, in RopeShape rope)
    {
        int head = Shape.HeadWidth, heads = Shape.Heads, keyHeads = Shape.KeyValueHeads;
        long length = Batch.RowTokens, rows = Batch.Rows, tokens = Batch.Tokens;
        long group = heads / keyHeads;
        // Positions differ from row to row, so rotation sees all rows as one sequence of tokens.
        var q = Tape.Rope(Tape.Reshape(Linear(layer, "attn_q", n), head, heads, tokens), Inputs.Positions, rope);
        var k = Tape.Rope(Tape.Reshape(Linear(layer, "attn_k", n), head, keyHeads, tokens), Inputs.Positions, rope);
        if (_attention is not null)
        {
            var values = Tape.Reshape(Linear(layer, "attn_v", n), head, keyHeads, tokens);
            return Tape.Attention(_attention, q, k, values, Inputs.Sights);
        }

        var v = Tape.Reshape(Linear(layer, "attn_v", n), head, keyHeads, length, rows);
        q = Tape.Reshape(q, head, heads, length, rows);
        k = Tape.Reshape(k, head, keyHeads, length, rows);

        // Grouped queries: the query heads of one key head stand one after another in the row dimension, so keys and
        // values need no repetition and their gradients sum over the group by themselves.
        q = Tape.Reshape(Tape.Permute(q, 0, 2, 1, 3), head, length * group, keyHeads, rows);
        k = Tape.Permute(k, 0, 2, 1, 3);
        v = Tape.Permute(v, 1, 2, 0, 3);
        var scores = Tape.Reshape(Tape.MatMul(k, q), length, length, heads, rows);
        var share = Tape.SoftMax(scores, Inputs.Mask, 1 / MathF.Sqrt(head));
        var mixed = Tape.MatMul(v, Tape.Reshape(share, length, length * group, keyHeads, rows));
        mixed = Tape.Permute(Tape.Reshape(mixed, head, length, heads, rows), 0, 2, 1, 3);
        return Tape.Reshape(mixed, (long)head * heads, tokens);
    }
}

/// <summary>The tensors a batch is written into.</summary>
/// <param name="Tokens">I32 [tokens].</param>
/// <param name="Positions">I32 [tokens].</param>
/// <param name="Mask">F16 [key, query, 1, row], added to the scores; 0 where own kernels go by sights.</param>
/// <param name="Sights">I32 [3, tokens], see <see cref="Batch.Sights"/>; 0 where ggml's kernels go by the mask.</param>
/// <param name="At">I32 [predictions]: which token's output predicts.</param>
/// <param name="FlatTargets">I32 [predictions]: prediction * vocabulary + token to come.</param>
/// <param name="Weights">F32 [1, predictions]: the factor of a prediction's probabilities in the gradient.</param>
internal sealed record GraphInputs(nint Tokens, nint Positions, nint Mask, nint Sights, nint At, nint FlatTargets, nint Weights)
{
    /// <summary>F32 [vocabulary, predictions]: what is taken off the weighted probabilities; 0 where targets are tokens alone.</summary>
    public nint Wanted { get; init; }

    /// <summary>F32 [rank, tokens] for each adapted linear layer, by its name: 0, or 1 / (1 - dropout).</summary>
    public Dictionary<string, nint> Dropout { get; } = new(StringComparer.Ordinal);
}
