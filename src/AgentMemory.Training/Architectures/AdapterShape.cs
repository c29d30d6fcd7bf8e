namespace AgentMemory.Training.Architectures;

/// <summary>
/// The measures of a LoRA adapter (Hu et al. 2021): each chosen linear layer W gets W x + (alpha / rank) B (A x), with A
/// [inputs, rank] random and B [rank, outputs] zero, so that a fresh adapter changes nothing.
/// </summary>
public sealed record AdapterShape
{
    /// <summary>Every linear layer of a block. Adapting all of them is what makes LoRA reach full training (Schulman et al. 2025).</summary>
    public static readonly IReadOnlyList<string> AllParts =
        ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    /// <summary>What Phi-3 has in place of attn_q, attn_k and attn_v.</summary>
    public const string FusedPart = "attn_qkv";

    public required int Rank { get; init; }

    public required float Alpha { get; init; }

    /// <summary>Which linear layers of each block are adapted, by llama.cpp's names.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <summary>Which layers have these parts adapted.</summary>
    public AdaptedLayers Layers { get; init; }

    /// <summary>Factor of the adapter's product.</summary>
    public float Scale => Alpha / Rank;

    /// <summary>Weights in an adapter of this shape.</summary>
    public long WeightsFor(ModelShape model) =>
        LayersOf(model.Layers).Count * model.Linears().Where(Adapts).Sum(l => (l.Inputs + l.Outputs) * Rank);

    /// <summary>The layers that are adapted, of so many, counted from 0.</summary>
    public (int First, int Count) LayersOf(int layers) => Layers switch
    {
        AdaptedLayers.All => (0, layers),
        AdaptedLayers.Upper => (layers / 2, layers - (layers / 2)),
        AdaptedLayers.Middle => (layers / 4, layers - (2 * (layers / 4))),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether a linear layer of a layer is adapted.</summary>
    /// <param name="layer">Its number, from 0.</param>
    /// <param name="layers">How many the model has.</param>
    /// <param name="linear">One of the layer's.</param>
    public bool Adapts(int layer, int layers, LinearShape linear) =>
        layer >= LayersOf(layers).First && layer < LayersOf(layers).First + LayersOf(layers).Count && Adapts(linear);

    /// <summary>Whether a linear layer is adapted where its layer is: one that does several parts is, if any of them is chosen.</summary>
    private bool Adapts(LinearShape linear) => Parts.Contains(linear.Part) || linear.Fused.Any(Parts.Contains);

    /// <exception cref="ArgumentException">The rank is not positive or a part is unknown.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rank);
        var unknown = Parts.FirstOrDefault(p => !AllParts.Contains(p) && p != FusedPart);
        if (unknown is not null || Parts.Count == 0)
        {
            throw new ArgumentException($"adapter part \"{unknown}\" is none of {string.Join(", ", AllParts)}");
        }
    }
}
