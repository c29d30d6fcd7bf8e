using System.Globalization;
namespace AgentMemory.Training.Architectures;

/// <summary>The measures of a transformer, as its file states them.</summary>
public sealed record ModelShape
{
    /// <summary>As in <c>general.architecture</c>: llama, ...</summary>
    public required string Architecture { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Width { get; init; }

    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; a divisor of <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Numbers in a head.</summary>
    public required int HeadWidth { get; init; }

    /// <summary>Width of the feed-forward part.</summary>
    public required int FeedForward { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Longest context the model was trained for, in tokens.</summary>
    public required int Context { get; init; }

    /// <summary>Output and input share one embedding table.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Added to the mean square under the root.</summary>
    public required float NormEpsilon { get; init; }

    public required float RopeBase { get; init; }

    /// <summary>Positions are multiplied with it.</summary>
    public float RopeScale { get; init; } = 1;

    /// <summary>The rest of how positions were fitted to a longer context.</summary>
    public RopeScaling Stretch { get; init; } = RopeScaling.None;

    /// <summary>Phi-3's factors for long contexts count, not those for short ones.</summary>
    public bool LongFactors { get; init; }

    /// <summary>Tokens that a local layer looks back, itself included; 0 where every layer sees all.</summary>
    public int Window { get; init; }

    /// <summary>The last of so many layers sees all, the others are local; 0 where all are.</summary>
    public int WindowPeriod { get; init; }

    /// <summary>Base of the rotation in local layers.</summary>
    public float LocalRopeBase { get; init; }

    /// <summary>Positions in local layers are multiplied with it.</summary>
    public float LocalRopeScale { get; init; } = 1;


    /// <summary>Scores are pressed below it (cap * tanh(score / cap)); 0 for no cap.</summary>
    public float AttentionCap { get; init; }

    /// <summary>Logits are pressed below it; 0 for no cap.</summary>
    public float LogitCap { get; init; }

    /// <summary>Embeddings are multiplied with it.</summary>
    public float EmbeddingScale { get; init; } = 1;

    /// <summary>
    /// Queries are multiplied with it; 0 where their scores are, with 1 / sqrt(head width). The same in numbers, but not to
    /// the last bit, and where quantised products round, bits matter.
    /// </summary>
    public float QueryScale { get; init; }

    /// <summary>Queries, keys and values are one linear layer, gate and up another (Phi-3).</summary>
    public bool IsFused { get; init; }

    /// <summary>Numbers of a head that positions turn.</summary>
    public required int RopeDimensions { get; init; }

    /// <summary>The linear layers of one block with what goes in and comes out.</summary>
    public IEnumerable<LinearShape> Linears()
    {
        var queries = (long)Heads * HeadWidth;
        var keys = (long)KeyValueHeads * HeadWidth;
        if (IsFused)
        {
            yield return new LinearShape("attn_qkv", Width, queries + (2 * keys), "attn_q", "attn_k", "attn_v");
            yield return new LinearShape("attn_output", queries, Width);
            yield return new LinearShape("ffn_up", Width, 2L * FeedForward, "ffn_gate");
            yield return new LinearShape("ffn_down", FeedForward, Width);
            yield break;
        }

        yield return new LinearShape("attn_q", Width, queries);
        yield return new LinearShape("attn_k", Width, keys);
        yield return new LinearShape("attn_v", Width, keys);
        yield return new LinearShape("attn_output", queries, Width);
        yield return new LinearShape("ffn_gate", Width, FeedForward);
        yield return new LinearShape("ffn_up", Width, FeedForward);
        yield return new LinearShape("ffn_down", FeedForward, Width);
    }

    /// <summary>Whether a layer looks back <see cref="Window"/> tokens only.</summary>
    public bool IsLocal(int layer) =>
        Window > 0 && (WindowPeriod == 0 || layer % WindowPeriod < WindowPeriod - 1);

    /// <summary>Weights in all linear layers of all blocks.</summary>
    public long LinearWeights => Layers * Linears().Sum(l => l.Inputs * l.Outputs);

    /// <summary>All weights: blocks, norms, embeddings.</summary>
    public long Weights =>
        LinearWeights + ((long)Width * Vocabulary * (TiedEmbeddings ? 1 : 2)) + (((2L * Layers) + 1) * Width);

    /// <summary>The tensor of a layer's part, as llama.cpp names it.</summary>
    public static string TensorName(int layer, string part) => $"blk.{layer}.{part}.weight";

    /// <summary>The layer a tensor belongs to, null for those of none.</summary>
    public static int? LayerOf(string tensor) => tensor.Split('.') is ["blk", var layer, ..] ? int.Parse(layer, CultureInfo.InvariantCulture) : null;
}

/// <summary>A linear layer.</summary>
/// <param name="Part">attn_q, attn_k, attn_v, attn_output, ffn_gate, ffn_up, ffn_down, or attn_qkv.</param>
/// <param name="Inputs">Numbers that go in.</param>
/// <param name="Outputs">Numbers that come out.</param>
/// <param name="Fused">Parts of other architectures that this one does as well.</param>
public sealed record LinearShape(string Part, long Inputs, long Outputs, params IReadOnlyList<string> Fused);
